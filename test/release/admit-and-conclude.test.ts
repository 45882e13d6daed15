import { describe, expect, it } from '@jest/globals';
import { TidegateError } from '../../src/domain/errors.ts';
import { safeSplit, splitFor } from '../../src/domain/split.ts';
import { admitRelease } from '../../src/release/admit-release.ts';
import { concludeRelease } from '../../src/release/conclude-release.ts';
import { onImagePushed } from '../../src/release/on-image-pushed.ts';
import { retireOldVersion } from '../../src/release/retire-old-version.ts';
import { digestOf, policyWith, recordWith, release, site } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const now = '2026-11-23T10:00:00.000Z';
const asked = (request: unknown = { service: 'orders', tag: '2.0.0' }) => ({ request, execution: 'by-hand-1', now });

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
      'a start while another release runs',
      asked(),
      (world) => void (world.record = recordWith()),
      'release 7 of orders (1.4.0 to 2.0.0) is active',
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
    expect(answer).toMatchObject({ kind: 'refused', because: expect.stringContaining('is what runs already') });
  });
});

describe('a push', () => {
  const pushed = (tag: string | undefined) => ({
    ...{
      id: '1',
      account: '1',
      region: 'r',
      time: now,
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
      ['orders-2.0.0-bbbbbbbbbbbb', { service: 'orders', tag: '2.0.0', digest: digestOf('b') }],
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

describe('retirement', () => {
  const turn = {
    release,
    step: { kind: 'retire' as const, drainSeconds: 300 },
    startedAt: now,
    now: '2026-11-23T11:00:00.000Z',
  };

  it('passes the point of no return before it removes anything', async () => {
    const { world, calls, ports } = worldInMemory(recordWith());
    expect((await retireOldVersion(turn, ports)).kind).toBe('advance');
    expect(calls.indexOf('ledger.move')).toBeLessThan(calls.indexOf('workload.remove'));
    expect(world.record?.status).toBe('retiring');
  });

  it('loses against an abort that came first, and removes nothing', async () => {
    const { world, calls, ports, rightAfter } = worldInMemory(recordWith());
    rightAfter('evidence.requests', () => {
      world.record = recordWith({ status: 'aborting', abortedBecause: 'alarm' });
    });
    await expect(retireOldVersion(turn, ports)).rejects.toMatchObject({ name: 'ReleaseAborted' });
    expect(calls).not.toContain('workload.remove');
  });

  it('goes on after a crash without asking for evidence again', async () => {
    const { calls, ports } = worldInMemory(recordWith({ status: 'retiring' }));
    expect((await retireOldVersion(turn, ports)).kind).toBe('advance');
    expect(calls).not.toContain('evidence.requests');
  });

  it('gives the autoscaler its own floor back at the end', async () => {
    const { calls, ports } = worldInMemory(recordWith());
    await retireOldVersion(turn, ports);
    expect(calls.at(-1)).toBe('workload.restoreFloor');
  });

  it('holds while pods of the old version still stop', async () => {
    const { world, ports } = worldInMemory(recordWith());
    world.gone = false;
    expect((await retireOldVersion(turn, ports)).kind).toBe('hold');
  });
});

describe('the conclusion', () => {
  const ending = (as: 'released' | 'rolledBack' | 'refused' | 'unproven') => ({ release, as, because: 'because', now });

  it('sets everything back once more before it frees a rolled back release', async () => {
    const { world, ports } = worldInMemory(recordWith({ status: 'settling', abortedBecause: 'alarm fired' }));
    world.split = { ...splitFor(site, 25), sticky: false };
    world.flags = { 'loyalty-points': { enabled: true } };
    expect(await concludeRelease(ending('rolledBack'), ports)).toEqual({
      outcome: 'rolledBack',
      because: 'alarm fired',
    });
    expect(world.split.weights).toEqual(safeSplit(site).weights);
    expect(world.flags['loyalty-points']).toEqual({ enabled: false });
    expect(world.record?.status).toBe('free');
  });

  it('frees a released one only when the candidate really has everybody', async () => {
    const { world, ports } = worldInMemory(recordWith({ status: 'retiring' }));
    await expect(concludeRelease(ending('released'), ports)).rejects.toMatchObject({ name: 'NotConverged' });
    expect(world.record?.status).toBe('retiring');
    world.split = { ...splitFor(site, 100), sticky: false };
    expect((await concludeRelease(ending('released'), ports)).outcome).toBe('released');
  });

  it('never frees a release that is not at its end', async () => {
    const { world, ports } = worldInMemory(recordWith());
    expect((await concludeRelease(ending('released'), ports)).outcome).toBe('stale');
    expect((await concludeRelease(ending('rolledBack'), ports)).outcome).toBe('stale');
    expect(world.record?.status).toBe('active');
  });

  it('keeps the lock of what could not be proven', async () => {
    const { world, ports } = worldInMemory(recordWith({ status: 'aborting' }));
    expect((await concludeRelease(ending('unproven'), ports)).outcome).toBe('quarantined');
    expect(world.record?.status).toBe('quarantined');
  });

  it('answers the same when it is repeated, and writes history once', async () => {
    const { world, ports } = worldInMemory(recordWith({ status: 'settling' }));
    const first = await concludeRelease(ending('rolledBack'), ports);
    expect(await concludeRelease({ ...ending('unproven'), now: '2026-11-24T10:00:00.000Z' }, ports)).toEqual(first);
    expect(world.record?.status).toBe('free');
    expect(new Set(world.history.map((record) => JSON.stringify(record))).size).toBe(1);
  });

  it('has no say over a later release', async () => {
    const { world, ports } = worldInMemory(recordWith({ epoch: 8 }));
    expect((await concludeRelease(ending('unproven'), ports)).outcome).toBe('stale');
    expect(world.record?.status).toBe('active');
  });
});
