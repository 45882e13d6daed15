import { describe, expect, it } from '@jest/globals';
import { onImagePushed } from '../../src/release/on-image-pushed.ts';
import { now } from '../support/asked.ts';
import { digestOf, policyWith } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

describe('a push', () => {
  const pushed = (tag: string | undefined) => ({
    ...{
      id: '1',
      account: '1',
      region: 'r',
      time: '2026-11-23T10:00:00Z',
      resources: [],
      source: 'aws.ecr' as const,
      'detail-type': 'ECR Image Action' as const,
    },
    detail: {
      ...{
        'action-type': 'PUSH' as const,
        result: 'SUCCESS' as const,
        'repository-name': 'shop/orders',
        'image-digest': digestOf('b'),
      },
      ...(tag === undefined ? {} : { 'image-tag': tag }),
    },
  });

  it('starts one execution, however often it is told', async () => {
    const { world, ports } = worldInMemory();
    const outcomes = [await onImagePushed(pushed('2.0.0'), ports), await onImagePushed(pushed('2.0.0'), ports)].flat();
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['started', 'ignored']);
    expect([...world.executions.entries()]).toEqual([
      [
        'orders-2.0.0-bbbbbbbbbbbb',
        { service: 'orders', tag: '2.0.0', digest: digestOf('b'), startedBy: 'push', at: now },
      ],
    ]);
  });

  it.each([['latest'], ['2.0.0-rc.1'], ['0.1.0'], [undefined]])('of tag %s is ignored with a sentence', async (tag) => {
    const { world, ports } = worldInMemory();
    world.policy = policyWith();
    const [outcome] = await onImagePushed(pushed(tag), ports);
    expect(outcome).toMatchObject({ outcome: 'ignored', because: expect.stringMatching(/\w+ \w+/) });
    expect(world.executions.size).toBe(0);
  });

  it('to a repository that no policy names is ignored', async () => {
    const { world, ports } = worldInMemory();
    world.policy = undefined;
    expect(await onImagePushed(pushed('2.0.0'), ports)).toEqual([
      { service: null, outcome: 'ignored', because: 'no policy is registered for repository shop/orders' },
    ]);
  });
});
