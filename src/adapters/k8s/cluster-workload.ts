import type { InPlace, PodWatch, Scaling, Workload } from '../../ports/workload.ts';
import { openedOnce } from './api-server.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { deployCandidate } from './deploy-candidate.ts';
import { manifestItems } from './manifest-objects.ts';
import { type KubernetesObjects, kubernetesObjects } from './objects.ts';
import { podHealth } from './pod-health.ts';
import { readinessOf } from './readiness.ts';
import { removeWorkload } from './remove-workload.ts';
import { replaceVersion } from './replace-version.ts';
import { restoreFloor } from './restore-floor.ts';
import { restoreVersion } from './restore-version.ts';
import { runningIn } from './running-workload.ts';
import { scaleCandidate } from './scale-candidate.ts';
import { selectorText } from './selectors.ts';
import { stopVersion } from './stop-version.ts';

/** Workloads of EKS clusters: a Deployment and the objects around it. */
export const clusterWorkload = (access: ClusterAccess): Workload & InPlace & Scaling & PodWatch => {
  const open = openedOnce();
  const objectsOf = async (cluster: string): Promise<KubernetesObjects> =>
    kubernetesObjects(await open(await access(cluster)));

  return {
    running: async (place, environment) => runningIn(await objectsOf(place.cluster), place, environment),
    deploy: async (candidate) => deployCandidate(await objectsOf(candidate.site.cluster), candidate),
    readiness: async ({ cluster }, { namespace, deployment: name }) => {
      const objects = await objectsOf(cluster);
      const deployment = await objects.get('Deployment', namespace, name);
      if (deployment?.spec === undefined) return { wanted: 0, ready: 0, stuck: null };
      return readinessOf(deployment, await objects.pods(namespace, selectorText(deployment.spec.selector)));
    },
    health: async ({ cluster }, environment, since) => podHealth(await objectsOf(cluster), environment, since),
    remove: async (removal) => removeWorkload(await objectsOf(removal.cluster), removal),
    replace: async (candidate) =>
      replaceVersion(
        await objectsOf(candidate.site.cluster),
        candidate,
        manifestItems(candidate.site, candidate.manifest),
      ),
    stop: async (candidate) => stopVersion(await objectsOf(candidate.site.cluster), candidate),
    restore: async (release, item) => restoreVersion(await objectsOf(item.cluster), release, item),
    scale: async (candidate, replicas) => scaleCandidate(await objectsOf(candidate.site.cluster), candidate, replicas),
    restoreFloor: async (release, item) => restoreFloor(await objectsOf(item.cluster), release, item),
  };
};
