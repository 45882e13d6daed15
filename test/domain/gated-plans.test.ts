import { describe, expect, it } from '@jest/globals';
import type { Step } from '../../src/contracts/plan.ts';
import { siteOf } from '../../src/domain/site.ts';
import { strategies } from '../../src/domain/strategies.ts';
import { undoOf } from '../../src/domain/undo.ts';
import { blue, green, home, policyWith, rule } from '../support/release-facts.ts';

const live = { listenerRule: rule, weights: { [blue]: 100 }, sticky: false };
const capacity = { replicas: 3, floor: 2, revision: 'orders-7f9c' };
const steps = [{ weight: 25 }, { weight: 100 }];
const flags = { home, changes: [] };
const raise = () => ({ home, changes: [{ key: 'a', before: {}, after: { enabled: true }, at: 25 }] });

const stepsOf = (name: keyof typeof strategies, gates?: object, urgent = false): readonly Step[] => {
  const traffic = { listenerRule: rule, targetGroups: { blue, green }, steps };
  const policy = policyWith({ traffic, ...(gates === undefined ? {} : { gates }) });
  const site = siteOf(policy, { listenerRule: rule, targetGroups: { blue, green } }, live, strategies[name].place);
  if (typeof site === 'string') throw new Error(site);
  return strategies[name].plan({ policy, site, capacity, flags, raise, urgent });
};
const told = (step: Step): string => {
  if (step.kind !== 'gate') return 'weight' in step ? `${step.kind} ${step.weight}` : step.kind;
  const asked = step.approveWithinSeconds === undefined ? '' : ` asks ${step.approveWithinSeconds} s`;
  return `gate ${step.weight} to ${step.before}${asked}`;
};
const planOf = (...args: Parameters<typeof stepsOf>) => stepsOf(...args).map(told);
const gatesOf = (...args: Parameters<typeof stepsOf>) => planOf(...args).filter((step) => step.startsWith('gate'));

const windows = [{ days: ['mon'], from: '09:00', to: '16:00' }];

describe('a plan with gates', () => {
  it('has one before each raise of the weight where the policy has a calendar', () => {
    expect(planOf('blue-green', { windows })).toEqual([
      ...['shift 0', 'deploy', 'awaitReady', 'gate 0 to 25', 'scale', 'shift 25', 'bake 25'],
      ...['gate 25 to 100', 'scale', 'shift 100', 'bake 100', 'retire'],
    ]);
  });

  it('keeps the old version while an incident lasts', () => {
    expect(gatesOf('canary', { incidents: ['site-down'] })).toEqual([
      ...['gate 0 to 25', 'gate 25 to 100', 'gate 100 to 100'],
    ]);
  });

  it('asks a person before the weights that the policy names, and only there', () => {
    const approvals = [{ before: 100, within: '1h' }];
    expect(gatesOf('blue-green', { approvals })).toEqual(['gate 25 to 100 asks 3600 s']);
  });

  it('asks before anything is deployed, after the rollback action was proven', () => {
    const plan = planOf('blue-green', { approvals: [{ before: 0, within: '1h' }] });
    expect(plan.slice(0, 3)).toEqual(['shift 0', 'gate 0 to 0 asks 3600 s', 'deploy']);
  });

  it('asks in place before the deployment, whatever weight the policy names: users get it with that', () => {
    const approvals = [{ before: 100, within: '1h' }];
    expect(planOf('rolling', { approvals })[0]).toBe('gate 0 to 0 asks 3600 s');
    expect(planOf('recreate', { approvals }).slice(0, 3)).toEqual(['shift 0', 'gate 0 to 0 asks 3600 s', 'stop']);
  });

  it('raises a flag through the same gates', () => {
    expect(gatesOf('flag', { windows })).toEqual(['gate 0 to 25', 'gate 25 to 100']);
  });

  it('has none where the policy has none, and none when it is urgent', () => {
    for (const name of ['blue-green', 'canary', 'rolling', 'recreate', 'flag'] as const) {
      expect(gatesOf(name)).toEqual([]);
      expect(gatesOf(name, { windows, approvals: [{ before: 25 }], incidents: ['x'] }, true)).toEqual([]);
    }
  });

  it('goes back the same way with gates as without', () => {
    const ground = { capacity, keep: [], image: 'x/orders:1.4.0' };
    const live = siteOf(
      policyWith(),
      { listenerRule: rule, targetGroups: { blue, green } },
      { listenerRule: rule, weights: { [blue]: 100 }, sticky: false },
      'beside',
    );
    if (typeof live === 'string') throw new Error(live);
    const undo = (gates?: object) => undoOf(stepsOf('blue-green', gates), { ...ground, site: live });
    expect(undo({ windows })).toEqual(undo());
  });
});
