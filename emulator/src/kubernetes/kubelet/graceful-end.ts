import type { Clock } from '../../clock.ts';
import type { Container } from '../objects/pod.ts';
import type { ContainerRun } from './container-run.ts';
import { runPreStop } from './pre-stop.ts';

const leastMs = 2_000;

/**
 * PreStop, SIGTERM, and SIGKILL when the grace period is over; a hook that uses it up leaves two seconds. Resolves when the
 * process is gone. See https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
 */
export async function endGracefully(
  clock: Clock,
  run: ContainerRun,
  { lifecycle }: Container,
  graceSeconds: number,
): Promise<void> {
  const over = new AbortController();
  void run.exited.then(() => over.abort());
  const deadline = clock.now() + graceSeconds * 1000;
  if (lifecycle?.preStop !== undefined && graceSeconds > 0) {
    await runPreStop(clock, run.probeTarget, lifecycle.preStop, graceSeconds, over.signal).catch((error: unknown) => {
      if (!over.signal.aborted) throw error;
    });
  }
  if (graceSeconds === 0) run.kill();
  else if (!over.signal.aborted) run.terminate();
  const cancel = clock.after(Math.max(leastMs, deadline - clock.now()), () => run.kill());
  await run.exited;
  cancel();
}
