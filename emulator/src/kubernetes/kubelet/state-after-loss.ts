import type { ContainerState, ContainerStatus } from '../objects/pod.ts';

/**
 * How a container ended that was there when its node went: containerd finds it again without its process when the node is back.
 * See unknownExitCode in https://github.com/containerd/containerd/blob/v2.1.0/internal/cri/server/helpers.go
 */
export function stateAfterLoss({ state, lastState }: ContainerStatus, now: string): ContainerState {
  const { running, terminated } = state;
  if (terminated !== undefined) return { terminated };
  if (running === undefined) return lastState;
  return { terminated: { exitCode: 255, reason: 'Unknown', startedAt: running.startedAt, finishedAt: now } };
}
