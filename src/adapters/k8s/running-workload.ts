import type { V1Deployment, V1Pod, V1ReplicaSet, V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import type { Environment } from '../../contracts/site.ts';
import type { Place, RunningWorkload } from '../../ports/workload.ts';
import { ownBounds } from './bounds.ts';
import type { KubernetesObjects } from './objects.ts';
import { versionOf } from './ownership.ts';
import { stopSecondsOf } from './pod-end.ts';
import { slowestStart } from './pod-start.ts';
import { imageOf } from './pod-template.ts';
import { autoscalersOf } from './references.ts';
import { presentRevision } from './revisions.ts';
import { selectorText } from './selectors.ts';

interface Found {
  readonly deployment: V1Deployment;
  readonly autoscaler: V2HorizontalPodAutoscaler | undefined;
  readonly replicaSets: readonly V1ReplicaSet[];
  readonly pods: readonly V1Pod[];
}

/** What a deployment runs; null when there is none, or none with this container. */
export const runningIn = async (
  objects: KubernetesObjects,
  { container }: Place,
  { namespace, deployment: name }: Environment,
): Promise<RunningWorkload | null> => {
  const [deployment, autoscalers] = await Promise.all([
    objects.get('Deployment', namespace, name),
    objects.list('HorizontalPodAutoscaler', namespace),
  ]);
  if (deployment?.spec === undefined) return null;
  const selector = selectorText(deployment.spec.selector);
  const [replicaSets, pods] = await Promise.all([
    objects.replicaSets(namespace, selector),
    objects.pods(namespace, selector),
  ]);
  return runningOf({ deployment, autoscaler: autoscalersOf(name, autoscalers)[0], replicaSets, pods }, container);
};

const isBroken = ({ spec, status }: V1Deployment): boolean => (status?.readyReplicas ?? 0) < (spec?.replicas ?? 1);

const runningOf = ({ deployment, autoscaler, replicaSets, pods }: Found, container: string): RunningWorkload | null => {
  const image = imageOf(deployment.spec?.template, container);
  if (image === undefined) return null;
  const revision = presentRevision(deployment, replicaSets, container);
  return {
    image,
    replicas: deployment.spec?.replicas ?? 1,
    floor: autoscaler === undefined ? null : ownBounds(autoscaler).floor,
    version: versionOf(deployment, image),
    ...(revision?.metadata?.name === undefined ? {} : { revision: revision.metadata.name }),
    ...(isBroken(deployment) ? { broken: true } : {}),
    startSeconds: slowestStart(deployment, pods),
    graceSeconds: stopSecondsOf(deployment.spec?.template),
  };
};
