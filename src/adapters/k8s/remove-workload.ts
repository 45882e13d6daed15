import type { V1Deployment } from '@kubernetes/client-node';
import type { Removal } from '../../ports/workload.ts';
import { againOnConflict } from './conflicts.ts';
import { kindsInOrder } from './kinds.ts';
import type { KubernetesObjects } from './objects.ts';
import { refuseNewer, serviceLabel } from './ownership.ts';
import { type Found, removalPlan } from './removal-plan.ts';
import { isThere, scaleToZero } from './scale-to-zero.ts';
import { selectorText } from './selectors.ts';
import { slotLabel, slotNamed } from './slots.ts';
import type { OfKind } from './stable-objects.ts';

/** Takes a version away, as far as it is still there. True when none of its pods is left. */
export const removeWorkload = async (objects: KubernetesObjects, removal: Removal): Promise<boolean> => {
  const { release, namespace, deployment } = removal;
  await againOnConflict(() => takeAway(objects, removal));
  const left = await objects.list('Deployment', namespace);
  const pods = await objects.pods(namespace, podSelector(deployment, left, release.service));
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
  const plan = removalPlan(deployment, keep, found);
  for (const { kind, object } of plan.deletions) await objects.remove(kind, object);
  if (plan.scaleToZero !== undefined) await scaleToZero(objects, plan.scaleToZero, release);
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

/** When the deployment is gone, its pods are still known by the labels that their clone got. */
const podSelector = (name: string, left: readonly V1Deployment[], service: string): string => {
  const deployment = left.find(({ metadata }) => metadata?.name === name);
  if (deployment?.spec !== undefined) return selectorText(deployment.spec.selector);
  const slot = slotNamed(name, left);
  return `${serviceLabel}=${service}${slot === undefined ? '' : `,${slotLabel}=${slot}`}`;
};
