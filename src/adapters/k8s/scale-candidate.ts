import type { V1Deployment, V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import type { ReleaseRef } from '../../contracts/release.ts';
import type { Environment } from '../../contracts/site.ts';
import { TidegateError } from '../../domain/errors.ts';
import type { Candidate } from '../../ports/workload.ts';
import { notesOf, ownBounds, presentBounds, raised } from './bounds.ts';
import { againOnConflict } from './conflicts.ts';
import type { KubernetesObjects } from './objects.ts';
import { notes, refuseNewer, serviceLabel } from './ownership.ts';
import { autoscalersOf } from './references.ts';

/**
 * Gives the candidate at least so many pods, at once and by its autoscaler's floor, and raises stable's floor to what stable has
 * now, so that it does not shrink while users leave. Lowers nothing; repeating it writes nothing.
 */
export const scaleCandidate = async (
  objects: KubernetesObjects,
  { release, site }: Pick<Candidate, 'release' | 'site'>,
  replicas: number,
): Promise<void> => {
  const { stable, candidate } = site;
  await againOnConflict(async () => {
    const now = (await deploymentOf(objects, stable)).spec?.replicas ?? 1;
    await raiseFloors(objects, release, stable, now);
  });
  await againOnConflict(() => raiseFloors(objects, release, candidate, replicas));
  await againOnConflict(async () => raisePods(objects, release, await deploymentOf(objects, candidate), replicas));
};

const deploymentOf = async ({ get }: KubernetesObjects, environment: Environment): Promise<V1Deployment> => {
  const { namespace, deployment: name } = environment;
  const deployment = await get('Deployment', namespace, name);
  if (deployment !== undefined) return deployment;
  const message = `deployment ${name} is gone from namespace ${namespace}: there is nothing to scale`;
  throw new TidegateError('CandidateRejected', message);
};

const raiseFloors = async (
  objects: KubernetesObjects,
  release: ReleaseRef,
  { namespace, deployment }: Environment,
  replicas: number,
): Promise<void> => {
  const autoscalers = autoscalersOf(deployment, await objects.list('HorizontalPodAutoscaler', namespace));
  refuseNewer(release, autoscalers);
  for (const autoscaler of autoscalers) await raiseFloor(objects, release, autoscaler, replicas);
};

const raiseFloor = async (
  objects: KubernetesObjects,
  release: ReleaseRef,
  autoscaler: V2HorizontalPodAutoscaler,
  replicas: number,
): Promise<void> => {
  const present = presentBounds(autoscaler);
  const given = raised(present, replicas);
  if (given.floor === present.floor && given.ceiling === present.ceiling) return;
  await objects.merge('HorizontalPodAutoscaler', autoscaler, {
    metadata: marked(autoscaler, release, notesOf(ownBounds(autoscaler), given)),
    spec: { minReplicas: given.floor, maxReplicas: given.ceiling },
  });
};

/** An autoscaler would get there too, but only at its next look: until then readiness would be asked of too few pods. */
const raisePods = async (
  objects: KubernetesObjects,
  release: ReleaseRef,
  deployment: V1Deployment,
  replicas: number,
): Promise<void> => {
  refuseNewer(release, [deployment]);
  if ((deployment.spec?.replicas ?? 1) >= replicas) return;
  await objects.merge('Deployment', deployment, { metadata: marked(deployment, release), spec: { replicas } });
};

/** Makes the write conditional, and lets later releases see who wrote. */
const marked = (
  { metadata }: V1Deployment | V2HorizontalPodAutoscaler,
  { service, epoch }: ReleaseRef,
  annotations: Readonly<Record<string, string>> = {},
) => ({
  resourceVersion: metadata?.resourceVersion,
  labels: { [serviceLabel]: service },
  annotations: { [notes.epoch]: String(epoch), ...annotations },
});
