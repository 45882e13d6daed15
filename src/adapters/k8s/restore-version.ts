import type { V1Deployment } from '@kubernetes/client-node';
import type { UndoOf } from '../../contracts/plan.ts';
import type { ReleaseRef } from '../../contracts/release.ts';
import { TidegateError } from '../../domain/errors.ts';
import { againOnConflict } from './conflicts.ts';
import type { KubernetesObjects } from './objects.ts';
import { isUndone, notes, refuseNewer, serviceLabel } from './ownership.ts';
import { othersServe, readinessOf } from './readiness.ts';
import { revisionNamed } from './revisions.ts';
import { isThere, scaleToZero } from './scale-to-zero.ts';
import { selectorText } from './selectors.ts';
import { formerFields, wayBack } from './way-back.ts';

type Item = UndoOf<'version'>;

/** Goes one step back each time, as far as there is a step to go; from the first on, nothing goes forward. True when the deployment is what it was, and all of it is ready, or as broken as it was. */
export const restoreVersion = async (objects: KubernetesObjects, release: ReleaseRef, item: Item): Promise<boolean> => {
  await againOnConflict(async () => shut(objects, release, await deploymentOf(objects, item)));
  await againOnConflict(async () => goBack(objects, release, item, await deploymentOf(objects, item)));
  const deployment = await deploymentOf(objects, item);
  if (wayBack(deployment, release, item) !== 'nothing') return false;
  const pods = await objects.pods(item.namespace, selectorText(deployment.spec?.selector ?? {}));
  const { wanted, ready } = readinessOf(deployment, pods);
  return ready >= wanted || (item.broken === true && !othersServe(deployment, pods));
};

const deploymentOf = async (
  objects: KubernetesObjects,
  { namespace, deployment: name }: Item,
): Promise<V1Deployment> => {
  const deployment = await objects.get('Deployment', namespace, name);
  if (deployment !== undefined) return deployment;
  const message = `deployment ${name} is gone from namespace ${namespace}: nobody can give it its former version back`;
  throw new TidegateError('NotConverged', message);
};

/** `replaceVersion` and `stopVersion` of a function that is late read this, and write only over what they have read. */
const shut = async (objects: KubernetesObjects, release: ReleaseRef, deployment: V1Deployment): Promise<void> => {
  refuseNewer(release, [deployment]);
  if (isUndone(release, deployment)) return;
  await objects.merge('Deployment', deployment, {
    metadata: {
      resourceVersion: deployment.metadata?.resourceVersion,
      labels: { [serviceLabel]: release.service },
      annotations: { [notes.undone]: String(release.epoch) },
    },
  });
};

const goBack = async (
  objects: KubernetesObjects,
  release: ReleaseRef,
  item: Item,
  deployment: V1Deployment,
): Promise<void> => {
  refuseNewer(release, [deployment]);
  switch (wayBack(deployment, release, item)) {
    case 'nothing':
      return;
    case 'stop':
      return scaleToZero(objects, deployment, release);
    case 'start':
      return putBack(objects, release, item, deployment);
  }
};

const putBack = async (
  objects: KubernetesObjects,
  release: ReleaseRef,
  item: Item,
  deployment: V1Deployment,
): Promise<void> => {
  const selector = selectorText(deployment.spec?.selector ?? {});
  if (item.stopFirst && (await objects.pods(item.namespace, selector)).some(isThere)) return;
  const revision = revisionNamed(deployment, await objects.replicaSets(item.namespace, selector), item.revision);
  await objects.set('Deployment', deployment, formerFields(deployment, revision, release, item));
};
