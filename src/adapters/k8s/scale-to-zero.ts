import type { V1Deployment, V1Pod } from '@kubernetes/client-node';
import type { ReleaseRef } from '../../contracts/release.ts';
import type { KubernetesObjects } from './objects.ts';
import { notes, serviceLabel } from './ownership.ts';

/** The label makes later releases see who scaled it. An autoscaler does nothing at zero replicas. */
export const scaleToZero = (
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

/** A pod that ended (evicted, completed) lies around until it is collected, and runs nothing. */
export const isThere = ({ status }: V1Pod): boolean => status?.phase !== 'Failed' && status?.phase !== 'Succeeded';
