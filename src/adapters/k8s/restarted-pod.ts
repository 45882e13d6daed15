import { constants } from 'node:os';
import type { V1ContainerStateTerminated, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { RestartedPod } from '../../contracts/evidence.ts';
import { lastingContainers } from './lasting-containers.ts';

/**
 * How often the containers of a pod ended since then, when last and how; null when none did. Of a pod that is older, the API tells
 * at most the last two ends of each container: as many count.
 */
export const restartedPod = (pod: V1Pod, since: string): RestartedPod | null => {
  const sinceMs = Math.floor(Date.parse(since) / 1000) * 1000;
  const isNew = timeOf(pod.metadata?.creationTimestamp) >= sinceMs;
  const containers = lastingContainers(pod).map((status) => ({ ...endsOf(status, sinceMs, isNew), name: status.name }));
  const restarts = containers.reduce((sum, { count }) => sum + count, 0);
  if (restarts === 0) return null;
  const ended = containers.flatMap(({ name, known }) => known.map((end) => ({ name, end })));
  const last = ended.toSorted((one, other) => timeOf(other.end.finishedAt) - timeOf(one.end.finishedAt))[0];
  return {
    pod: pod.metadata?.name ?? '',
    restarts,
    lastAt: last?.end.finishedAt === undefined ? null : new Date(last.end.finishedAt).toISOString(),
    how: last === undefined ? 'nobody knows how' : `container ${last.name} ended with ${howItEnded(last.end)}`,
  };
};

const endsOf = ({ state, lastState, restartCount }: V1ContainerStatus, sinceMs: number, isNew: boolean) => {
  const reported = [state?.terminated, lastState?.terminated].filter((end) => end !== undefined);
  const own = reported.filter((end) => !endedWithNode.includes(end.reason ?? ''));
  const known = own.filter(({ finishedAt }) => timeOf(finishedAt) >= sinceMs);
  const isDown = state?.running === undefined && reported.length > 0;
  const all = restartCount + (isDown ? 1 : 0) - (reported.length - own.length);
  return { known, count: isNew ? Math.max(all, known.length) : known.length };
};

/** What the kubelet and containerd call a container that was gone when the node came back: no doing of the version. */
const endedWithNode = ['ContainerStatusUnknown', 'Unknown'];

/** Dates are texts in raw JSON; NaN, which is neither before nor after, where there is none. */
const timeOf = (at: Date | undefined): number => (at === undefined ? Number.NaN : +new Date(at));

const firstSignalCode = 128;

const howItEnded = ({ exitCode, signal = exitCode - firstSignalCode, reason }: V1ContainerStateTerminated): string => {
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
  const details = [reason === 'OOMKilled' ? reason : undefined, name].filter((detail) => detail !== undefined);
  return `exit code ${exitCode}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
};
