import type { V1Deployment, V1Pod } from '@kubernetes/client-node';

/** Kubernetes' default of `progressDeadlineSeconds`. */
const defaultDeadlineSeconds = 600;

const neverRestarted = ({ status }: V1Pod): boolean =>
  (status?.containerStatuses ?? []).every(({ restartCount }) => restartCount === 0);

/**
 * Until the containers are ready: readiness gates wait for the load balancer besides. Dates are texts in raw JSON and dates in the
 * client's models.
 */
const startSecondsOf = ({ status }: V1Pod): number => {
  const isTrue = (wanted: string) =>
    status?.conditions?.find(({ type, status: state }) => type === wanted && state === 'True');
  const ready = isTrue('ContainersReady') ?? isTrue('Ready');
  const [from, to] = [status?.startTime, ready?.lastTransitionTime].map((at) =>
    at === undefined ? NaN : +new Date(at),
  );
  return ((to ?? NaN) - (from ?? NaN)) / 1000;
};

/**
 * Seconds from their start until the ready pods were ready, the slowest one; null when none tells. A pod that became ready later
 * than a rollout may take has been unready in between, and one that restarted tells nothing of a first start.
 */
export const slowestStart = ({ spec }: V1Deployment, pods: readonly V1Pod[]): number | null => {
  const deadlineSeconds = spec?.progressDeadlineSeconds ?? defaultDeadlineSeconds;
  const starts = pods
    .filter(neverRestarted)
    .map(startSecondsOf)
    .filter((seconds) => seconds >= 0 && seconds <= deadlineSeconds);
  return starts.length === 0 ? null : Math.max(...starts);
};
