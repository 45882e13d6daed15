import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';

/**
 * The containers that a pod needs as long as it lives: its own and its sidecars, which are init containers that are always restarted.
 * See https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
 */
export const lastingContainers = ({ spec, status }: V1Pod): readonly V1ContainerStatus[] => {
  const sidecars = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const names = new Set(sidecars.map(({ name }) => name));
  const initial = (status?.initContainerStatuses ?? []).filter(({ name }) => names.has(name));
  return [...initial, ...(status?.containerStatuses ?? [])];
};
