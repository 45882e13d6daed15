import type { Policy } from '../contracts/policy.ts';
import type { FlagChange, FlagHome, Site, Step, UndoItem } from '../contracts/release.ts';

/** What a plan is made of: the policy, where it happens, and which flags change at which weight. */
export interface Blueprint {
  readonly policy: Policy;
  readonly site: Site;
  readonly flags: {
    readonly home: FlagHome;
    readonly changes: readonly (FlagChange & { readonly at: number })[];
  } | null;
}

const flipAt = ({ flags }: Blueprint, weight: number): readonly Step[] => {
  const changes = (flags?.changes ?? []).filter((change) => change.at === weight).map(({ at, ...change }) => change);
  return flags !== null && changes.length > 0 ? [{ kind: 'flip', home: flags.home, changes }] : [];
};

/**
 * Blue-green: attach the candidate at weight 0 (this rehearses the rollback), bring it up whole, move users over by
 * steps, and retire the old version when it has drained.
 */
export const blueGreenPlan = (blueprint: Blueprint): readonly Step[] => {
  const { policy } = blueprint;
  const checks = policy.smoke.map(({ contains, ...check }) =>
    contains === undefined ? check : { ...check, contains },
  );
  const exposure = policy.traffic.steps.flatMap((step): readonly Step[] => [
    { kind: 'shift', weight: step.weight },
    ...flipAt(blueprint, step.weight),
    { kind: 'bake', weight: step.weight, bakeSeconds: step.bake },
  ]);
  return [
    { kind: 'shift', weight: 0 },
    { kind: 'deploy' },
    { kind: 'awaitReady', withinSeconds: policy.readiness.within },
    ...(checks.length > 0 ? [{ kind: 'smoke', checks } as const] : []),
    ...exposure,
    { kind: 'retire', drainSeconds: policy.traffic.drain },
  ];
};

/** Fallback and hotfix: everybody in one step as soon as it is ready, without bake; retirement still waits for the drain. */
export const urgentPlan = (blueprint: Blueprint): readonly Step[] => {
  const { policy, flags } = blueprint;
  const changes = (flags?.changes ?? []).map(({ at, ...change }) => change);
  return [
    { kind: 'shift', weight: 0 },
    { kind: 'deploy' },
    { kind: 'awaitReady', withinSeconds: policy.readiness.within },
    { kind: 'shift', weight: 100 },
    ...(flags !== null && changes.length > 0 ? [{ kind: 'flip', home: flags.home, changes } as const] : []),
    { kind: 'retire', drainSeconds: policy.traffic.drain },
  ];
};

const undoOfStep = (step: Step, site: Site, keep: readonly string[]): UndoItem | null => {
  switch (step.kind) {
    case 'shift':
      return {
        kind: 'weights',
        tier: 'instant',
        listenerRule: site.listenerRule,
        stable: site.stable.targetGroup,
        candidate: site.candidate.targetGroup,
      };
    case 'flip':
      return { kind: 'flags', tier: 'instant', home: step.home, changes: step.changes };
    case 'deploy':
      return {
        kind: 'candidate',
        tier: 'cluster',
        cluster: site.cluster,
        namespace: site.candidate.namespace,
        deployment: site.deployment,
        keep: [...keep],
      };
    case 'awaitReady':
    case 'smoke':
    case 'bake':
    case 'retire':
      return null;
  }
};

const undoOrder: readonly UndoItem['kind'][] = ['weights', 'flags', 'candidate'];

/** The way back of a whole plan: users first, then flags (last flipped first), then the cluster; each item once. */
export const undoOf = (plan: readonly Step[], site: Site, keep: readonly string[]): readonly UndoItem[] => {
  const items = plan.map((step) => undoOfStep(step, site, keep)).filter((item) => item !== null);
  const distinct = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...distinct.values()].reverse().sort((a, b) => undoOrder.indexOf(a.kind) - undoOrder.indexOf(b.kind));
};
