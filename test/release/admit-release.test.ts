import { describe, expect, it } from '@jest/globals';
import { TidegateError } from '../../src/domain/errors.ts';
import { splitFor } from '../../src/domain/split.ts';
import { admitRelease } from '../../src/release/admit-release.ts';
import { asked } from '../support/asked.ts';
import { digestOf, recordWith, site } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

describe('admission', () => {
  it('locks with the whole plan and its undo in one write, before any effect', async () => {
    const { world, calls, ports } = worldInMemory();
    const admission = await admitRelease(asked(), ports);
    expect(admission).toMatchObject({ kind: 'admitted', release: { service: 'orders', epoch: 1 } });
    expect(world.record).toMatchObject({ status: 'active', epoch: 1, holder: 'by-hand-1', guards: ['orders-5xx'] });
    expect(world.record?.release.undo.map((item) => item.kind)).toEqual(['weights', 'candidate']);
    expect(calls.filter((call) => /set|patch|deploy|remove/.test(call))).toEqual([]);
    expect(calls.filter((call) => call === 'ledger.admit')).toHaveLength(1);
  });

  it('raises the epoch of a service with every release', async () => {
    const { world, ports } = worldInMemory(recordWith({ status: 'free' }));
    await admitRelease(asked(), ports);
    expect(world.record?.epoch).toBe(8);
  });

  it('answers the same plan again when its first answer was lost', async () => {
    const { world, calls, ports } = worldInMemory();
    const first = await admitRelease(asked(), ports);
    world.alarms = [{ alarm: 'orders-5xx', state: 'firing', noticeSeconds: 60 }];
    expect(await admitRelease(asked(), ports)).toEqual(first);
    expect(calls.filter((call) => call === 'ledger.admit')).toHaveLength(1);
  });

  it.each([
    ['input that is no request', asked('hello'), () => {}, 'the input is not {"service": …, "tag": …}'],
    ['an unknown key in the input', asked({ service: 'orders', tag: '1.0.0', force: true }), () => {}, 'force'],
    ['a tag with a slash', asked({ service: 'orders', tag: '../x' }), () => {}, 'tag: not an image tag'],
    [
      'a tag that does not exist',
      asked({ service: 'orders', tag: '9.9.9' }),
      () => {},
      'tag 9.9.9 does not exist in repository shop/orders',
    ],
    [
      'a tag that was moved since the push',
      asked({ service: 'orders', tag: '2.0.0', digest: digestOf('c') }),
      () => {},
      'was moved to another image',
    ],
    [
      'an unknown service',
      asked(),
      (world) => void (world.policy = undefined),
      'no policy is registered for service orders',
    ],
    [
      'a firing alarm',
      asked(),
      (world) => void (world.alarms = [{ alarm: 'a', state: 'firing', noticeSeconds: 60 }]),
      'an alarm fires already: a',
    ],
    [
      'weights in motion',
      asked(),
      (world) => void (world.split = { ...splitFor(site, 5), sticky: false }),
      'blue 95, green 5',
    ],
  ] as [string, ReturnType<typeof asked>, (world: ReturnType<typeof worldInMemory>['world']) => void, string][])(
    'refuses %s with a sentence and without a lock',
    async (_, input, arrange, sentence) => {
      const { world, calls, ports } = worldInMemory();
      arrange(world);
      const before = world.record;
      expect(await admitRelease(input, ports)).toEqual({ kind: 'refused', because: expect.stringContaining(sentence) });
      expect(world.record).toBe(before);
      expect(calls).not.toContain('ledger.admit');
    },
  );

  it.each(['RollbackActionRefused', 'RepositoryNotFound', 'FlagsNotFound', 'PolicyInvalid'] as const)(
    'turns %s into a refusal, because a retry would meet the same',
    async (code) => {
      const { ports } = worldInMemory();
      const policies = { ...ports.policies, of: () => Promise.reject(new TidegateError(code, 'says why')) };
      expect(await admitRelease(asked(), { ...ports, policies })).toEqual({ kind: 'refused', because: 'says why' });
    },
  );

  it('fails, and is retried, when a call failed that may pass', async () => {
    const { ports } = worldInMemory();
    const policies = { ...ports.policies, of: () => Promise.reject(new TidegateError('CallFailed', 'GetItem failed')) };
    await expect(admitRelease(asked(), { ...ports, policies })).rejects.toMatchObject({ name: 'CallFailed' });
  });

  it('refuses what runs already', async () => {
    const { ports } = worldInMemory();
    const images = { ...ports.images, resolve: async () => ({ digest: digestOf('a'), image: 'x' }) };
    const answer = await admitRelease(asked(), { ...ports, images });
    expect(answer).toMatchObject({ kind: 'refused', because: expect.stringContaining('runs already as 1.4.0') });
  });
});
