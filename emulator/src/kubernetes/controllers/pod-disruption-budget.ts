import { type Ref, refOf } from '../api/api.ts';
import { matchesSelector } from '../api/label-selector.ts';
import { timestamp } from '../objects/meta.ts';
import { type IntOrString, isActive, isReady } from '../objects/pod.ts';
import type { PodDisruptionBudget } from '../objects/workloads.ts';
import { type ControllerOptions, controllerManager, type Running } from './controller.ts';
import { runController } from './run-controller.ts';

/** Shows in each budget's status how many pods may be disrupted. */
export function runDisruptionBudgets(options: ControllerOptions): Running {
  return runController(options, {
    keysOf: ({ resource, object }, api) => {
      if (resource.plural === 'poddisruptionbudgets') return [refOf(object)];
      return resource.plural === 'pods' ? api.list('poddisruptionbudgets', object.metadata.namespace).map(refOf) : [];
    },
    reconcile,
  });
}

function reconcile({ api, clock }: ControllerOptions, ref: Ref): undefined {
  const budget = api.get('poddisruptionbudgets', ref);
  if (budget === undefined) return;
  const selector = budget.spec.selector ?? {};
  const pods = api.list('pods', ref.namespace).filter(({ metadata }) => matchesSelector(selector, metadata.labels));
  const expectedPods = pods.filter(isActive).length;
  const currentHealthy = pods.filter((pod) => isActive(pod) && isReady(pod)).length;
  const desiredHealthy = healthyWanted(budget, expectedPods);
  const disruptionsAllowed = Math.max(0, currentHealthy - desiredHealthy);
  const counts = { currentHealthy, desiredHealthy, disruptionsAllowed, expectedPods };
  const state = disruptionsAllowed > 0 ? ['True', 'SufficientPods'] : ['False', 'InsufficientPods'];
  const change = (live: PodDisruptionBudget) => {
    const observedGeneration = live.metadata.generation ?? 1;
    const before = conditionsOf(live).find(({ status }) => status === state[0]);
    const lastTransitionTime = before?.lastTransitionTime ?? timestamp(clock.now());
    const [status = '', reason = ''] = state;
    const type = 'DisruptionAllowed';
    const conditions = [{ type, status, reason, message: '', observedGeneration, lastTransitionTime }];
    return { ...live, status: { ...counts, observedGeneration, conditions } };
  };
  api.modify('poddisruptionbudgets', ref, change, { manager: controllerManager, subresource: 'status' });
}

function conditionsOf({ status }: PodDisruptionBudget) {
  return status?.conditions ?? [];
}

function healthyWanted({ spec }: PodDisruptionBudget, expected: number): number {
  if (spec.maxUnavailable !== undefined) return Math.max(0, expected - absolute(spec.maxUnavailable, expected));
  return spec.minAvailable === undefined ? 0 : absolute(spec.minAvailable, expected);
}

/** Percentages round up, for both fields of a budget. */
function absolute(value: IntOrString, of: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * of) / 100);
}
