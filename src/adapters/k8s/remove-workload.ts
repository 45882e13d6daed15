import type { V1Deployment, V1Pod } from '@kubernetes/client-node';
import type { ReleaseRef } from '../../contracts/release.ts';
import type { Removal } from '../../ports/workload.ts';
import { againOnConflict } from './conflicts.ts';
import { kindsInOrder } from './kinds.ts';
import type { KubernetesObjects } from './objects.ts';
import { notes, refuseNewer, serviceLabel } from './ownership.ts';
import { type Found, removalPlan } from './removal-plan.ts';
import { selectorText } from './selectors.ts';
import type { OfKind } from './stable-objects.ts';

/** Takes a version away, as far as it is still there. True when none of its pods is left. */
export const removeWorkload = async (objects: KubernetesObjects, removal: Removal): Promise<boolean> => {
  const { release, namespace, deployment } = removal;
  await againOnConflict(() => takeAway(objects, removal));
  const left = await objects.get('Deployment', namespace, deployment);
  const pods = await objects.pods(namespace, podSelector(left, release.service));
  return !pods.some(isThere);
};

const takeAway = async (
  objects: KubernetesObjects,
  { release, namespace, deployment, keep }: Removal,
): Promise<void> => {
  const found = await look(objects, namespace, release.service);
  refuseNewer(
    release,
    found.labelled.map(({ object }) => object),
  );
  const { deletions, scaleToZero } = removalPlan(deployment, keep, found);
  for (const { kind, object } of deletions) await objects.remove(kind, object);
  if (scaleToZero !== undefined) await scaleDown(objects, scaleToZero, release);
};

const look = async (objects: KubernetesObjects, namespace: string, service: string): Promise<Found> => {
  const [deployments, serviceAccounts, ...labelled] = await Promise.all([
    objects.list('Deployment', namespace),
    objects.list('ServiceAccount', namespace),
    ...kindsInOrder.map(async (kind) => {
      const found = await objects.list(kind, namespace, `${serviceLabel}=${service}`);
      return found.map((object) => ({ kind, object }) as OfKind);
    }),
  ]);
  return { deployments, serviceAccounts, labelled: labelled.flat() };
};

/** The label makes later releases see who scaled it. An autoscaler does nothing at zero replicas. */
const scaleDown = (
  objects: KubernetesObjects,
  deployment: V1Deployment,
  { service, epoch }: ReleaseRef,
): Promise<void> =>
  objects.merge('Deployment', deployment, {
    metadata: {
      resourceVersion: deployment.metadata?.resourceVersion,
      labels: { [serviceLabel]: service },
      annotations: { [notes.epoch]: String(epoch) },
    },
    spec: { replicas: 0 },
  });

/** When the deployment is gone, its pods are still known by the label that their clone got. */
const podSelector = (deployment: V1Deployment | undefined, service: string): string =>
  deployment?.spec === undefined ? `${serviceLabel}=${service}` : selectorText(deployment.spec.selector);

/** A pod that ended (evicted, completed) lies around until it is collected, and runs nothing. */
const isThere = ({ status }: V1Pod): boolean => status?.phase !== 'Failed' && status?.phase !== 'Succeeded';
