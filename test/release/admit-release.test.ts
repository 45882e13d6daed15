import { describe, expect, it } from '@jest/globals';
import { TidegateError } from '../../src/domain/errors.ts';
import { splitFor } from '../../src/domain/split.ts';
import { admitRelease } from '../../src/release/admit-release.ts';
import { withoutField } from '../domain/preflight/facts.ts';
import { asked } from '../support/asked.ts';
import { digestOf, policyWith, recordWith, site } from '../support/release-facts.ts';
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
      'an alarm fires already: a; if this version is the fix, start it by hand as a hotfix',
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

describe('the preflight at admission', () => {
  const probeless = withoutField('readinessProbe').k8s;

  it('refuses what would surely cost requests, and says where to see the fix', async () => {
    const { world, ports } = worldInMemory();
    const inspection = { ...ports.inspection, ofCluster: async () => probeless };
    const inPlace = asked({ service: 'orders', tag: '2.0.0', strategy: 'rolling' });
    expect(await admitRelease(inPlace, { ...ports, inspection })).toMatchObject({
      kind: 'refused',
      because: expect.stringMatching(/readiness-probe-missing.*tidegate doctor orders/s),
    });
    expect(world.record).toBeUndefined();
  });

  it('tells in the plan what the policy accepts, and why', async () => {
    const { world, ports } = worldInMemory();
    const accept = [{ finding: 'readiness-probe-missing', because: 'the sidecar answers for it' }];
    world.policy = policyWith({ preflight: { accept } });
    const inspection = { ...ports.inspection, ofCluster: async () => probeless };
    const inPlace = asked({ service: 'orders', tag: '2.0.0', strategy: 'rolling' });
    expect((await admitRelease(inPlace, { ...ports, inspection })).kind).toBe('admitted');
    expect(world.record?.release.warnings).toContainEqual(expect.stringContaining('the sidecar answers for it'));
  });

  it('does not stand in the way of a hotfix', async () => {
    const { calls, ports } = worldInMemory();
    const hotfix = asked({ service: 'orders', tag: '2.0.0', hotfix: true, reason: 'checkout is down' });
    expect((await admitRelease(hotfix, ports)).kind).toBe('admitted');
    expect(calls).not.toContain('inspection.ofCluster');
  });
});

describe('a release of a flag', () => {
  const flags = {
    ...{ application: 'shop', environment: 'production', profile: 'features' },
    raise: [{ key: 'loyalty-points' }],
  };

  it('deploys nothing, asks for no image and no pods, and goes by the same steps', async () => {
    const { world, calls, ports } = worldInMemory();
    world.policy = policyWith({ flags });
    const answer = await admitRelease(asked({ service: 'orders', flag: 'loyalty-points' }), ports);
    expect(answer).toMatchObject({ kind: 'admitted', because: expect.stringContaining('nothing is deployed') });
    expect(world.record?.release).toMatchObject({ strategy: 'flag', to: { version: '1.4.0' } });
    expect(world.record?.release.plan.map(({ kind }) => kind)).not.toContain('deploy');
    expect(calls).not.toContain('images.resolve');
    expect(calls).not.toContain('inspection.ofCluster');
  });

  it.each([
    ['the policy does not name the flag', { service: 'orders', flag: 'unknown' }, 'flags.raise'],
    [
      'a strategy is asked for',
      { service: 'orders', flag: 'loyalty-points', strategy: 'rolling' },
      'leave "strategy" out',
    ],
  ])('is refused when %s', async (_, request, sentence) => {
    const { world, ports } = worldInMemory();
    world.policy = policyWith({ flags });
    expect(await admitRelease(asked(request), ports)).toMatchObject({
      kind: 'refused',
      because: expect.stringContaining(sentence),
    });
  });
});

describe('the choice of a strategy', () => {
  it('is the policy’s by what changes, or a person’s, and stands in the plan', async () => {
    const { world, ports } = worldInMemory();
    await admitRelease(asked({ service: 'orders', tag: '2.0.0' }), ports);
    expect(world.record?.release.chosenBecause).toContain('2.0.0 is a major upgrade of 1.4.0');
    const byHand = worldInMemory();
    await admitRelease(asked({ service: 'orders', tag: '2.0.0', strategy: 'rolling' }), byHand.ports);
    expect(byHand.world.record?.release).toMatchObject({ strategy: 'rolling', site: { candidate: { color: 'blue' } } });
  });

  it('is refused with the fix when the policy lacks what the strategy needs', async () => {
    const { ports } = worldInMemory();
    const answer = await admitRelease(asked({ service: 'orders', tag: '2.0.0', strategy: 'ab-test' }), ports);
    expect(answer).toMatchObject({ kind: 'refused', because: expect.stringContaining('it needs traffic.cohort') });
  });
});
