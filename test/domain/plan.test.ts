import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Step } from '../../src/contracts/plan.ts';
import type { Blueprint } from '../../src/domain/plan-parts.ts';
import { strategies } from '../../src/domain/strategies.ts';
import { undoOf as undoOfPlan } from '../../src/domain/undo.ts';
import { home, policyWith, site } from '../support/release-facts.ts';

const capacity = { replicas: 3, floor: null };
const blueGreenPlan = (blueprint: Pick<Blueprint, 'policy' | 'flags'>) =>
  strategies['blue-green'].plan({ site, capacity, urgent: false, ...blueprint });
const urgentPlan = (blueprint: Pick<Blueprint, 'policy' | 'flags'>) =>
  strategies['blue-green'].plan({ site, capacity, urgent: true, ...blueprint });
const undoOf = (plan: readonly Step[]) => undoOfPlan(plan, { site, capacity, keep: [], image: 'x/orders:1.4.0' });

const rising = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 6 })
  .map((weights) => [...weights.sort((a, b) => a - b), 100]);

const planWith = (weights: readonly number[], flags: { key: string; at: number }[] = []) => {
  const steps = weights.map((weight) => ({ weight, bake: '5m' }));
  const { traffic } = policyWith();
  const policy = policyWith({
    traffic: { listenerRule: traffic.listenerRule, targetGroups: traffic.targetGroups, steps },
  });
  const changes = flags.map((flag) => ({ ...flag, before: { enabled: false }, after: { enabled: true } }));
  return blueGreenPlan({ policy, flags: { home, changes } });
};

describe('the blue-green plan', () => {
  it('moves users 5, 25, 50, 100 when the policy does not say otherwise', () => {
    const plan = blueGreenPlan({ policy: policyWith(), flags: null });
    expect(plan.map((step) => ('weight' in step ? `${step.kind} ${step.weight}` : step.kind))).toEqual([
      ...['shift 0', 'deploy', 'awaitReady'],
      ...['scale', 'shift 5', 'bake 5', 'scale', 'shift 25', 'bake 25', 'scale', 'shift 50', 'bake 50'],
      ...['scale', 'shift 100', 'bake 100'],
      'retire',
    ]);
  });

  it('begins with the rollback action, before it creates anything', () => {
    fc.assert(fc.property(rising, (weights) => expect(planWith(weights)[0]).toEqual({ kind: 'shift', weight: 0 })));
  });

  it('never exposes users before the candidate is ready and knocked on, and never lowers a weight', () => {
    fc.assert(
      fc.property(rising, (weights) => {
        const plan = planWith(weights);
        const firstUsers = plan.findIndex((step) => step.kind === 'shift' && step.weight > 0);
        expect(plan.findIndex((step) => step.kind === 'awaitReady')).toBeLessThan(firstUsers);
        const shifts = plan.filter((step) => step.kind === 'shift').map((step) => step.weight);
        expect(shifts).toEqual([0, ...weights]);
      }),
    );
  });

  it('bakes after every shift that moves users, and retires last and once', () => {
    fc.assert(
      fc.property(rising, (weights) => {
        const plan = planWith(weights);
        const kinds = plan.map((step) => step.kind);
        plan.forEach((step, i) => {
          if (step.kind === 'shift' && step.weight > 0)
            expect(plan[i + 1]).toMatchObject({ kind: 'bake', weight: step.weight });
        });
        expect(kinds.indexOf('retire')).toBe(kinds.length - 1);
      }),
    );
  });

  it('flips a flag right after the weight that it waits for', () => {
    const plan = planWith([5, 100], [{ key: 'loyalty-points', at: 100 }]);
    const flip = plan.findIndex((step) => step.kind === 'flip');
    expect(plan[flip - 1]).toEqual({ kind: 'shift', weight: 100 });
    expect(plan[flip]).toMatchObject({ changes: [{ key: 'loyalty-points' }] });
  });
});

describe('the plan of what is urgent', () => {
  const changes = [
    { key: 'first', before: { enabled: true }, after: { enabled: false }, at: 5 },
    { key: 'second', before: { enabled: true }, after: { enabled: false }, at: 100 },
  ];
  const kindsOf = (flags: Blueprint['flags']) =>
    urgentPlan({ policy: policyWith({ smoke: [{ path: '/' }] }), flags }).map((step) =>
      'weight' in step ? `${step.kind} ${step.weight}` : step.kind,
    );

  it('rehearses the way back and waits until ready, then sends everybody at once and bakes nothing', () => {
    expect(kindsOf(null)).toEqual(['shift 0', 'deploy', 'awaitReady', 'shift 100', 'retire']);
  });

  it('flips all its flags together, after everybody has the version that knows them', () => {
    expect(kindsOf({ home, changes })).toEqual([...['shift 0', 'deploy', 'awaitReady', 'shift 100', 'flip', 'retire']]);
    const plan = urgentPlan({ policy: policyWith(), flags: { home, changes } });
    const flip = plan.find((step) => step.kind === 'flip');
    expect(flip).toEqual({ kind: 'flip', home, changes: changes.map(({ at, ...rest }) => rest) });
  });

  it('has a whole way back as any other', () => {
    const plan = urgentPlan({ policy: policyWith(), flags: { home, changes } });
    expect(undoOf(plan).map(({ kind }) => kind)).toEqual(['weights', 'flags', 'candidate']);
  });
});

describe('the undo of a plan', () => {
  it('sends users back first, then flags, then touches the cluster', () => {
    const plan = planWith(
      [5, 25, 100],
      [
        { key: 'first', at: 5 },
        { key: 'second', at: 100 },
      ],
    );
    expect(undoOf(plan).map((item) => `${item.tier} ${item.kind}`)).toEqual([
      ...['instant weights', 'instant flags', 'instant flags', 'cluster candidate'],
    ]);
  });

  it('gives back the flags in the opposite order of their flips', () => {
    const plan = planWith(
      [5, 100],
      [
        { key: 'first', at: 5 },
        { key: 'second', at: 100 },
      ],
    );
    const keys = undoOf(plan).flatMap((item) =>
      item.kind === 'flags' ? item.changes.map((change) => change.key) : [],
    );
    expect(keys).toEqual(['second', 'first']);
  });

  it('has each way back once, however many steps a plan has', () => {
    fc.assert(
      fc.property(rising, (weights) => {
        const undo = undoOf(planWith(weights));
        expect(new Set(undo.map((item) => JSON.stringify(item))).size).toBe(undo.length);
        expect(undo.filter((item) => item.kind === 'weights')).toHaveLength(1);
      }),
    );
  });
});
