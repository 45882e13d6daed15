import type { V1Container, V1LifecycleHandler, V1PodTemplateSpec } from '@kubernetes/client-node';

/** Kubernetes' default of `terminationGracePeriodSeconds`. */
const defaultGraceSeconds = 30;
/** A process without requests ends so soon after SIGTERM. */
const processEndSeconds = 2;

/** All that a command sleeps, as in `sh -c "sleep 15 && nginx -s quit"`. */
const sleepOf = (command: readonly string[] = []): number | undefined => {
  const sleeps = [...command.join(' ').matchAll(/\bsleep (\d+(?:\.\d+)?)/g)].map(([, seconds]) => Number(seconds));
  return sleeps.length === 0 ? undefined : sleeps.reduce((sum, seconds) => sum + seconds);
};

/** Undefined for a hook that does not tell how long it takes. */
const hookSeconds = (hook: V1LifecycleHandler | undefined): number | undefined =>
  hook === undefined ? 0 : (hook.sleep?.seconds ?? sleepOf(hook.exec?.command));

const endOf = ({ lifecycle }: V1Container, graceSeconds: number): number => {
  const seconds = hookSeconds(lifecycle?.preStop);
  return seconds === undefined ? graceSeconds : Math.min(graceSeconds, seconds + processEndSeconds);
};

/**
 * Seconds that a pod without requests is likely to take to end, its slowest container: the sleep of its preStop hook and a
 * moment; the whole grace period only where the hook does not tell. A process that ignores SIGTERM takes that too.
 */
export const stopSecondsOf = (template: V1PodTemplateSpec | undefined): number => {
  const graceSeconds = template?.spec?.terminationGracePeriodSeconds ?? defaultGraceSeconds;
  const containers = template?.spec?.containers ?? [];
  return Math.max(0, ...containers.map((container) => endOf(container, graceSeconds)));
};
