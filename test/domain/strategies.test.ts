import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Step } from '../../src/contracts/plan.ts';
import { strategyNames } from '../../src/contracts/strategy-names.ts';
import type { Blueprint } from '../../src/domain/plan-parts.ts';
import { siteOf } from '../../src/domain/site.ts';
import { strategies, whyImpossible } from '../../src/domain/strategies.ts';
import { undoOf } from '../../src/domain/undo.ts';
import { blue, green, home, policyWith, rule } from '../support/release-facts.ts';

const cohortRule = `${rule}c`;
const traffic = (more: object = {}) => ({
  ...{ listenerRule: rule, targetGroups: { blue, green } },
  ...more,
});
const cohort = { listenerRule: cohortRule, header: { name: 'x-beta', value: 'yes' }, for: '2h' };
const live = { listenerRule: rule, weights: { [blue]: 100 }, sticky: false };
const capacity = { replicas: 3, floor: 2, revision: 'orders-7f9c' };
const change = { key: 'loyalty-points', before: { enabled: false }, after: { enabled: true }, at: 100 };

const blueprintOf = (
  name: (typeof strategyNames)[number],
  changes: object = {},
  more: Partial<Blueprint> = {},
): Blueprint => {
  const own = name === 'ab-test' ? { cohort } : {};
  const policy = policyWith({ traffic: traffic({ ...own, ...changes }), smoke: [{ path: '/healthz' }] });
  const site = siteOf(policy, { listenerRule: rule, targetGroups: { blue, green } }, live, strategies[name].place);
  if (typeof site === 'string') throw new Error(site);
  const raise = (percent: number) => ({
    home,
    changes: [{ key: 'new-checkout', before: { enabled: false }, after: { enabled: true, percent }, at: percent }],
  });
  return { policy, site, capacity, flags: { home, changes: [change] }, raise, urgent: false, ...more };
};

const told = (step: Step): string => {
  const audience = 'audience' in step && step.audience !== undefined ? ` ${step.audience}` : '';
  const number =
    'weight' in step ? ` ${step.weight}` : 'share' in step && step.share !== undefined ? ` ${step.share}` : '';
  const side = step.kind === 'retire' && step.side !== undefined ? ` ${step.side}` : '';
  const place = step.kind === 'deploy' && step.inPlace === true ? ' in place' : '';
  return `${step.kind}${number}${audience}${place}${side}`;
};
const planOf = (...args: Parameters<typeof blueprintOf>) => strategies[args[0]].plan(blueprintOf(...args)).map(told);
const undoOfPlan = (...args: Parameters<typeof blueprintOf>) => {
  const blueprint = blueprintOf(...args);
  const ground = { site: blueprint.site, capacity, keep: [], image: 'x/orders:1.4.0' };
  return undoOf(strategies[args[0]].plan(blueprint), ground);
};
const twoSteps = { steps: [{ weight: 25 }, { weight: 100 }] };

describe('the plan of each strategy', () => {
  it('rolling replaces pods where they are, then bakes', () => {
    expect(planOf('rolling', twoSteps)).toEqual([
      ...['deploy in place', 'awaitReady', 'smoke', 'flip', 'bake 100', 'retire nobody'],
    ]);
  });

  it('canary has as many pods as each share of users needs', () => {
    expect(planOf('canary', twoSteps)).toEqual([
      ...['shift 0', 'deploy 25', 'awaitReady', 'smoke', 'scale 25', 'shift 25', 'bake 25'],
      ...['scale 100', 'shift 100', 'flip', 'bake 100', 'retire'],
    ]);
  });

  it('ab-test gives the version to the cohort for the time, and then withdraws it', () => {
    expect(planOf('ab-test', twoSteps)).toEqual([
      ...['shift 0', 'shift 0 cohort', 'deploy', 'awaitReady', 'smoke'],
      ...['shift 100 cohort', 'bake 0 cohort', 'shift 0 cohort', 'retire candidate'],
    ]);
    const bake = strategies['ab-test'].plan(blueprintOf('ab-test')).find(({ kind }) => kind === 'bake');
    expect(bake).toMatchObject({ bakeSeconds: 7200 });
  });

  it('blue-green takes the users of an A/B rule along with the last of the others', () => {
    expect(planOf('blue-green', { ...twoSteps, cohort })).toEqual([
      ...['shift 0', 'shift 0 cohort', 'deploy', 'awaitReady', 'smoke', 'scale 100', 'shift 25', 'bake 25'],
      ...['scale 100', 'shift 100', 'shift 100 cohort', 'flip', 'bake 100', 'retire'],
    ]);
  });

  it('ab-test goes on to everybody when the policy promotes', () => {
    const promoted = {
      ...twoSteps,
      cohort: { listenerRule: cohortRule, query: { key: 'beta', value: '1' }, ends: 'promote' },
    };
    expect(planOf('ab-test', promoted).slice(-8)).toEqual([
      ...['scale 100', 'shift 25', 'bake 25', 'scale 100', 'shift 100', 'flip', 'bake 100', 'retire'],
    ]);
  });

  it('recreate closes, stops, starts and opens again', () => {
    expect(planOf('recreate', twoSteps)).toEqual([
      ...[
        'shift 0',
        'stop',
        'deploy in place',
        'awaitReady',
        'smoke',
        'shift 100',
        'flip',
        'bake 100',
        'retire nobody',
      ],
    ]);
  });

  it('flag raises the flag by steps and deploys nothing', () => {
    expect(planOf('flag', twoSteps)).toEqual(['flip', 'bake 25', 'flip', 'bake 100', 'retire nobody']);
    const flips = strategies.flag.plan(blueprintOf('flag', twoSteps)).filter((step) => step.kind === 'flip');
    expect(flips.map((step) => step.changes[0]?.after)).toEqual([
      { enabled: true, percent: 25 },
      { enabled: true, percent: 100 },
    ]);
  });
});

describe('the way back of each strategy', () => {
  const kinds = (...args: Parameters<typeof blueprintOf>) =>
    undoOfPlan(...args).map(({ kind, tier }) => `${tier} ${kind}`);

  it.each([
    ['rolling', ['instant flags', 'cluster version']],
    ['blue-green', ['instant weights', 'instant flags', 'cluster candidate', 'cluster floor']],
    ['canary', ['instant weights', 'instant flags', 'cluster candidate', 'cluster floor']],
    ['ab-test', ['instant weights', 'instant weights', 'cluster candidate']],
    ['recreate', ['instant flags', 'cluster version', 'cluster weights']],
    ['flag', ['instant flags', 'instant flags']],
  ] as const)('of %s is whole', (name, expected) => {
    expect(kinds(name, twoSteps)).toEqual(expected);
  });

  it('opens to users only when the former version runs again, where it was stopped', () => {
    expect(undoOfPlan('recreate').find(({ kind }) => kind === 'version')).toMatchObject({
      ...{ stopFirst: true, revision: 'orders-7f9c', replicas: 3, image: 'x/orders:1.4.0' },
    });
    expect(undoOfPlan('rolling').find(({ kind }) => kind === 'version')).toMatchObject({ stopFirst: false });
  });

  it('gives a raised flag back from the last step to the first', () => {
    const values = undoOfPlan('flag', twoSteps).map((item) => (item.kind === 'flags' ? item.changes[0]?.after : null));
    expect(values).toEqual([
      { enabled: true, percent: 100 },
      { enabled: true, percent: 25 },
    ]);
  });

  it('tells the Ingress as well where a controller sets the weights', () => {
    const blueprint = blueprintOf('canary');
    const ingress = { cluster: 'c', namespace: 'shop', ingress: 'shop', action: 'orders', services: {} };
    const ground = { site: { ...blueprint.site, ingress }, capacity, keep: [], image: 'x' };
    expect(undoOf(strategies.canary.plan(blueprint), ground).map(({ kind }) => kind)).toEqual([
      ...['weights', 'flags', 'action', 'candidate', 'floor'],
    ]);
  });
});

describe('any plan', () => {
  const names = fc.constantFrom(...strategyNames);
  const steps = fc
    .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 6 })
    .map((weights) => [...weights.sort((a, b) => a - b), 100].map((weight) => ({ weight, bake: '5m' })));
  const everyPlan = (claim: (plan: readonly Step[], name: string) => void) =>
    fc.assert(
      fc.property(names, steps, fc.boolean(), (name, chosen, urgent) =>
        claim(strategies[name].plan(blueprintOf(name, { steps: chosen }, { urgent })), name),
      ),
    );

  it('ends with its only retirement', () => {
    everyPlan((plan) => expect(plan.map(({ kind }) => kind).indexOf('retire')).toBe(plan.length - 1));
  });

  it('tries the action of a rollback before it first moves users by it', () => {
    everyPlan((plan) => {
      for (const audience of [undefined, 'cohort']) {
        const shifts = plan.filter((step) => step.kind === 'shift' && step.audience === audience);
        if (shifts.length > 0) expect(shifts[0]).toMatchObject({ weight: 0 });
      }
    });
  });

  it('sends nobody to a version before it is ready', () => {
    everyPlan((plan) => {
      const ready = plan.findIndex(({ kind }) => kind === 'awaitReady');
      const users = plan.findIndex((step) => step.kind === 'shift' && step.weight > 0);
      if (users >= 0) expect(ready).toBeLessThan(users);
    });
  });

  it('bakes after whatever exposes more users, unless it is urgent', () => {
    fc.assert(
      fc.property(names, steps, (name, chosen) => {
        const plan = strategies[name].plan(blueprintOf(name, { steps: chosen }));
        plan.forEach((step, i) => {
          if (step.kind !== 'shift' || step.weight === 0) return;
          expect(plan.slice(i + 1, i + 3).map(({ kind }) => kind)).toContain('bake');
        });
      }),
    );
  });

  it('has a way back for each of its effects', () => {
    everyPlan((plan, name) => {
      const blueprint = blueprintOf(name as 'rolling');
      const undo = undoOf(plan, { site: blueprint.site, capacity, keep: [], image: 'x' }).map(({ kind }) => kind);
      const pairs = [
        ['shift', 'weights'],
        ['flip', 'flags'],
        ['scale', 'floor'],
      ] as const;
      for (const [effect, back] of pairs) if (plan.some(({ kind }) => kind === effect)) expect(undo).toContain(back);
      if (plan.some(({ kind }) => kind === 'deploy'))
        expect(undo.some((kind) => kind === 'version' || kind === 'candidate')).toBe(true);
    });
  });
});

describe('what a strategy needs of a policy', () => {
  const alone = policyWith({
    workload: { deployment: 'orders', container: 'app', namespaces: { blue: 'shop' } },
    traffic: { listenerRule: rule, targetGroups: { blue } },
  });

  it.each([
    ['blue-green', 'a second environment'],
    ['canary', 'a second environment'],
    ['ab-test', 'traffic.cohort'],
    ['flag', 'flags.raise'],
  ] as const)('%s needs %s', (name, what) => {
    expect(whyImpossible(alone, name)).toContain(what);
  });

  it('recreate needs a rule of our own', () => {
    const throughIngress = policyWith({
      workload: { deployment: 'orders', container: 'app', namespaces: { blue: 'shop', green: 'shop' } },
      traffic: { ingress: { name: 'shop', action: 'orders' } },
    });
    expect(whyImpossible(throughIngress, 'recreate')).toContain('traffic.listenerRule');
  });

  it('is there in a policy with everything', () => {
    const flags = {
      application: 'shop',
      environment: 'production',
      profile: 'features',
      raise: [{ key: 'new-checkout' }],
    };
    const policy = policyWith({ traffic: traffic({ cohort }), flags });
    for (const name of strategyNames) expect(whyImpossible(policy, name)).toBeNull();
    expect(whyImpossible(alone, 'rolling')).toBeNull();
    expect(whyImpossible(alone, 'recreate')).toBeNull();
  });
});
