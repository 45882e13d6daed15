import { type Ref, refOf } from '../api/api.ts';
import { withAt } from '../objects/json.ts';
import { type Condition, timestamp } from '../objects/meta.ts';
import type { HorizontalPodAutoscaler } from '../objects/workloads.ts';
import { type ControllerOptions, controllerManager, type Running } from './controller.ts';
import { runController } from './run-controller.ts';

const component = 'horizontal-pod-autoscaler';
/** How often the real controller looks at each autoscaler; a change of one waits for the next look as well. */
const syncMs = 15_000;

/** Keeps each autoscaled Deployment within its bounds. There are no metrics, so it moves nothing inside them. */
export function runAutoscalers(options: ControllerOptions): Running {
  const due = new Map<string, number>();
  return runController(options, {
    keysOf: ({ resource, object }) => (resource.plural === 'horizontalpodautoscalers' ? [refOf(object)] : []),
    reconcile: ({ api, clock }, ref) => {
      const key = `${ref.namespace}/${ref.name}`;
      const autoscaler = api.get('horizontalpodautoscalers', ref);
      if (autoscaler === undefined) {
        due.delete(key);
        return undefined;
      }
      const at = due.get(key) ?? clock.now() + syncMs;
      due.set(key, at);
      if (clock.now() < at) return at - clock.now();
      due.set(key, clock.now() + syncMs);
      writeStatus(options, ref, scale(options, ref, autoscaler));
      return syncMs;
    },
  });
}

interface Outcome {
  readonly currentReplicas: number;
  readonly desiredReplicas: number;
  readonly condition: readonly [type: string, status: Condition['status'], reason: string, message: string];
}

function scale(options: ControllerOptions, ref: Ref, autoscaler: HorizontalPodAutoscaler): Outcome {
  const { api, events } = options;
  const { minReplicas, maxReplicas, scaleTargetRef } = autoscaler.spec;
  const target = { namespace: ref.namespace, name: scaleTargetRef.name };
  const deployment = scaleTargetRef.kind === 'Deployment' ? api.get('deployments', target) : undefined;
  if (deployment === undefined) {
    const message = `deployments.apps "${scaleTargetRef.name}" not found`;
    events.record(component, autoscaler, { type: 'Warning', reason: 'FailedGetScale', message });
    return { currentReplicas: 0, desiredReplicas: 0, condition: ['AbleToScale', 'False', 'FailedGetScale', message] };
  }
  const currentReplicas = deployment.spec.replicas;
  if (currentReplicas === 0) {
    const message = 'scaling is disabled since the replica count of the target is zero';
    return { currentReplicas, desiredReplicas: 0, condition: ['ScalingActive', 'False', 'ScalingDisabled', message] };
  }
  const desiredReplicas = Math.min(maxReplicas, Math.max(minReplicas, currentReplicas));
  if (desiredReplicas !== currentReplicas) {
    rescale(options, autoscaler, target, desiredReplicas, desiredReplicas > currentReplicas);
  }
  const message = 'the HPA was unable to compute the replica count: there are no metrics';
  const condition = ['ScalingActive', 'False', 'FailedGetResourceMetric', message] as const;
  return { currentReplicas, desiredReplicas, condition };
}

function rescale(
  { api, events }: ControllerOptions,
  autoscaler: HorizontalPodAutoscaler,
  target: Ref,
  replicas: number,
  up: boolean,
): void {
  const change = (live: HorizontalPodAutoscaler) => withAt(live, ['spec', 'replicas'], replicas);
  api.modify('deployments', target, change as never, { manager: controllerManager, subresource: 'scale' });
  const why = up
    ? 'Current number of replicas below Spec.MinReplicas'
    : 'Current number of replicas above Spec.MaxReplicas';
  const message = `New size: ${replicas}; reason: ${why}`;
  events.record(component, autoscaler, { type: 'Normal', reason: 'SuccessfulRescale', message });
}

function writeStatus({ api, clock }: ControllerOptions, ref: Ref, outcome: Outcome): void {
  const { currentReplicas, desiredReplicas } = outcome;
  const [type, status, reason, message] = outcome.condition;
  const change = (live: HorizontalPodAutoscaler) => {
    const before = live.status.conditions?.find((one) => one.type === type && one.status === status);
    const lastTransitionTime = before?.lastTransitionTime ?? timestamp(clock.now());
    const conditions = [{ type, status, reason, message, lastTransitionTime }];
    return { ...live, status: { currentReplicas, desiredReplicas, conditions } };
  };
  api.modify('horizontalpodautoscalers', ref, change, { manager: controllerManager, subresource: 'status' });
}
