import type { V1Deployment, V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import type { Autoscaling, RunningWorkload, Workload } from '../../ports/workload.ts';
import { openedOnce } from './api-server.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { againOnConflict } from './conflicts.ts';
import { deployCandidate } from './deploy-candidate.ts';
import { type KubernetesObjects, kubernetesObjects } from './objects.ts';
import { versionOf } from './ownership.ts';
import { readinessOf } from './readiness.ts';
import { autoscalersOf } from './references.ts';
import { removeWorkload } from './remove-workload.ts';
import { selectorText } from './selectors.ts';

/** Workloads of EKS clusters: a Deployment and the objects around it. */
export const clusterWorkload = (access: ClusterAccess): Workload & Autoscaling => {
  const open = openedOnce();
  const objectsOf = async (cluster: string): Promise<KubernetesObjects> =>
    kubernetesObjects(await open(await access(cluster)));

  return {
    running: async ({ cluster, deployment: name, container }, { namespace }) => {
      const objects = await objectsOf(cluster);
      const [deployment, autoscalers] = await Promise.all([
        objects.get('Deployment', namespace, name),
        objects.list('HorizontalPodAutoscaler', namespace),
      ]);
      return deployment === undefined ? null : runningOf(deployment, container, autoscalersOf(name, autoscalers)[0]);
    },
    deploy: async (candidate) => deployCandidate(await objectsOf(candidate.site.cluster), candidate),
    readiness: async ({ cluster, deployment: name }, { namespace }) => {
      const objects = await objectsOf(cluster);
      const deployment = await objects.get('Deployment', namespace, name);
      if (deployment?.spec === undefined) return { wanted: 0, ready: 0, stuck: null };
      return readinessOf(deployment, await objects.pods(namespace, selectorText(deployment.spec.selector)));
    },
    remove: async (removal) => removeWorkload(await objectsOf(removal.cluster), removal),
    restoreFloor: async ({ cluster, deployment }, { namespace }, floor, pinned) => {
      const objects = await objectsOf(cluster);
      await againOnConflict(async () => {
        const autoscalers = autoscalersOf(deployment, await objects.list('HorizontalPodAutoscaler', namespace));
        for (const autoscaler of autoscalers)
          if (autoscaler.spec?.minReplicas === pinned && floor !== pinned) await setFloor(objects, autoscaler, floor);
      });
    },
  };
};

const runningOf = (
  deployment: V1Deployment,
  container: string,
  autoscaler: V2HorizontalPodAutoscaler | undefined,
): RunningWorkload | null => {
  const image = deployment.spec?.template.spec?.containers.find(({ name }) => name === container)?.image;
  if (image === undefined) return null;
  return {
    image,
    replicas: deployment.spec?.replicas ?? 1,
    floor: autoscaler === undefined ? null : (autoscaler.spec?.minReplicas ?? 1),
    version: versionOf(deployment, image),
  };
};

const setFloor = (objects: KubernetesObjects, { metadata }: V2HorizontalPodAutoscaler, floor: number): Promise<void> =>
  objects.merge('HorizontalPodAutoscaler', metadata === undefined ? {} : { metadata }, {
    metadata: { resourceVersion: metadata?.resourceVersion },
    spec: { minReplicas: floor },
  });
