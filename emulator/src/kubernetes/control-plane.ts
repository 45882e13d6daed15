import type { TargetRegistrar } from '../ports.ts';
import { type ControllerOptions, controllerManager, type Running } from './controllers/controller.ts';
import { runDeployments } from './controllers/deployment/deployment-controller.ts';
import { runEndpointSlices } from './controllers/endpoint-slices.ts';
import { createEventRecorder, type EventRecorder } from './controllers/event-recorder.ts';
import { runGarbageCollector } from './controllers/garbage-collector.ts';
import { runAutoscalers } from './controllers/horizontal-pod-autoscaler.ts';
import { runJobs } from './controllers/job/job-controller.ts';
import { runNamespaces } from './controllers/namespaces.ts';
import { runDisruptionBudgets } from './controllers/pod-disruption-budget.ts';
import { runPodGarbageCollector } from './controllers/pod-garbage-collector.ts';
import { runReplicaSets } from './controllers/replica-set.ts';
import { runScheduler } from './controllers/scheduler.ts';
import { runTargetGroupBindings } from './controllers/target-group-binding.ts';
import { type IngressControllerOptions, runIngresses } from './ingress/ingress-controller.ts';

const firstNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** What controllers need that is not in the cluster. */
export interface ControlPlaneOptions {
  readonly registrar: TargetRegistrar;
  readonly caPem: string;
  /** Without it no controller looks at Ingresses. */
  readonly ingresses: Omit<IngressControllerOptions, keyof ControllerOptions> | undefined;
}

/** Runs every controller, and makes the namespaces that each cluster has. */
export function runControlPlane(
  base: Omit<ControllerOptions, 'events'>,
  { registrar, caPem, ingresses }: ControlPlaneOptions,
): Running & { readonly events: EventRecorder } {
  const events = createEventRecorder(base.api, base.clock);
  const options: ControllerOptions = { ...base, events };
  const running = [
    runNamespaces(options, caPem),
    runGarbageCollector(options),
    runDeployments(options),
    runReplicaSets(options),
    runJobs(options),
    runAutoscalers(options),
    runDisruptionBudgets(options),
    runEndpointSlices(options),
    runScheduler(options),
    runPodGarbageCollector(options),
    runTargetGroupBindings(options, registrar),
    ...(ingresses === undefined ? [] : [runIngresses({ ...options, ...ingresses })]),
  ];
  for (const name of firstNamespaces) {
    base.api.create('namespaces', '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, controllerManager);
  }
  return {
    events,
    close: () => {
      for (const controller of running) controller.close();
    },
  };
}
