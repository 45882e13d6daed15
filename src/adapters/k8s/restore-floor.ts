import type { V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import type { ReleaseRef } from '../../contracts/release.ts';
import type { Scaling } from '../../ports/workload.ts';
import { boundsNotes, ownBounds } from './bounds.ts';
import { againOnConflict } from './conflicts.ts';
import type { KubernetesObjects } from './objects.ts';
import { notes, refuseNewer, serviceLabel } from './ownership.ts';
import { autoscalersOf } from './references.ts';

type Item = Parameters<Scaling['restoreFloor']>[1];

/** Gives a deployment's autoscalers their own bounds back where they still have ours, and forgets that they had them. */
export const restoreFloor = async (objects: KubernetesObjects, release: ReleaseRef, item: Item): Promise<void> => {
  await againOnConflict(async () => {
    const found = await objects.list('HorizontalPodAutoscaler', item.namespace);
    const autoscalers = autoscalersOf(item.deployment, found);
    refuseNewer(release, autoscalers);
    for (const autoscaler of autoscalers.filter(isPinned)) await restore(objects, release, item, autoscaler);
  });
};

const isPinned = ({ metadata }: V2HorizontalPodAutoscaler): boolean =>
  metadata?.annotations?.[boundsNotes.pinnedFloor] !== undefined;

const restore = async (
  objects: KubernetesObjects,
  { service, epoch }: ReleaseRef,
  { floor: admitted }: Item,
  autoscaler: V2HorizontalPodAutoscaler,
): Promise<void> => {
  const { floor, ceiling } = ownBounds(autoscaler, admitted);
  const forgotten = Object.fromEntries(Object.values(boundsNotes).map((note) => [note, null]));
  await objects.merge('HorizontalPodAutoscaler', autoscaler, {
    metadata: {
      resourceVersion: autoscaler.metadata?.resourceVersion,
      labels: { [serviceLabel]: service },
      annotations: { ...forgotten, [notes.epoch]: String(epoch) },
    },
    spec: { minReplicas: floor, maxReplicas: Math.max(ceiling, floor) },
  });
};
