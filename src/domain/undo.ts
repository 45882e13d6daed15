import type { Step, UndoItem, UndoOf } from '../contracts/plan.ts';
import type { Capacity } from '../contracts/release.ts';
import type { Site } from '../contracts/site.ts';
import type { Split } from '../ports/traffic.ts';
import { stopsVersion } from './plan-shape.ts';
import { safeSplit } from './split.ts';

/** What a way back stands on besides the plan. `image` is what runs at admission. */
export interface Ground {
  readonly site: Site;
  readonly keep: readonly string[];
  readonly capacity: Capacity;
  readonly image: string;
}

const weights = ({ site }: Ground, tier: 'instant' | 'cluster', listenerRule = site.listenerRule): UndoItem => ({
  ...{ kind: 'weights', tier, listenerRule },
  ...{ stable: site.stable.targetGroup, candidate: site.candidate.targetGroup },
});

const action = ({ site }: Ground): readonly UndoItem[] =>
  site.ingress === undefined
    ? []
    : [
        {
          ...{ kind: 'action', tier: 'cluster', listenerRule: site.listenerRule, ingress: site.ingress },
          ...{ stable: site.stable.targetGroup, candidate: site.candidate.targetGroup },
        },
      ];

const candidate = ({ site, keep }: Ground): UndoItem => ({
  ...{ kind: 'candidate', tier: 'cluster', cluster: site.cluster, keep: [...keep] },
  ...{ namespace: site.candidate.namespace, deployment: site.candidate.deployment },
});

const version = ({ site, capacity, image }: Ground, stopFirst: boolean): UndoItem => ({
  ...{ kind: 'version', tier: 'cluster', cluster: site.cluster, container: site.container, image, stopFirst },
  ...{ namespace: site.stable.namespace, deployment: site.stable.deployment },
  ...{ revision: capacity.revision ?? '', replicas: capacity.replicas },
  ...(capacity.broken === true ? { broken: true } : {}),
});

const floor = ({ site, capacity }: Ground): readonly UndoItem[] =>
  capacity.floor === null
    ? []
    : [
        {
          ...{ kind: 'floor', tier: 'cluster', cluster: site.cluster, floor: capacity.floor },
          ...{ namespace: site.stable.namespace, deployment: site.stable.deployment },
        },
      ];

const undoOfStep = (step: Step, ground: Ground, stops: boolean): readonly UndoItem[] => {
  switch (step.kind) {
    case 'shift':
      return step.audience === 'cohort'
        ? [weights(ground, 'instant', ground.site.cohort?.listenerRule)]
        : [weights(ground, stops ? 'cluster' : 'instant'), ...action(ground)];
    case 'flip':
      return [{ kind: 'flags', tier: 'instant', home: step.home, changes: step.changes }];
    case 'deploy':
      return [step.inPlace === true ? version(ground, stops) : candidate(ground)];
    case 'scale':
      return floor(ground);
    case 'stop':
    case 'migrate':
    case 'awaitReady':
    case 'smoke':
    case 'gate':
    case 'bake':
    case 'retire':
      return [];
  }
};

/** Users first, then flags, then the cluster. Where a version was stopped, users can come back only once it runs again. */
const rank = (item: UndoItem): number => {
  const order: readonly UndoItem['kind'][] = ['flags', 'action', 'version', 'weights', 'candidate', 'floor'];
  return item.kind === 'weights' && item.tier === 'instant' ? -1 : order.indexOf(item.kind);
};

/** The way back of a whole plan: each item once, flags in the reverse order of their flips. */
export const undoOf = (plan: readonly Step[], ground: Ground): readonly UndoItem[] => {
  const stops = stopsVersion(plan);
  const items = plan.flatMap((step) => undoOfStep(step, ground, stops));
  const distinct = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...distinct.values()].reverse().sort((a, b) => rank(a) - rank(b));
};

/** What a way back sets at once, at the load balancer and without the cluster: everybody on stable. */
export const instantSplits = (undo: readonly UndoItem[]): readonly Split[] => {
  const controlled = undo.flatMap((item) => (item.kind === 'action' ? [item.listenerRule] : []));
  return undo
    .filter((item): item is UndoOf<'weights'> => item.kind === 'weights' && item.tier === 'instant')
    .map((item) => ({
      ...safeSplit(item),
      ...(controlled.includes(item.listenerRule) ? { controlled: true } : {}),
    }));
};
