import type { Container, ContainerStatus } from '../objects/pod.ts';
import { type ProbeTarget, runProbe } from './probe.ts';

/** What the probes of one running container may do. */
export interface Supervision {
  readonly container: Container;
  readonly target: ProbeTarget;
  readonly signal: AbortSignal;
  readonly onDefect: (error: unknown) => void;
  readonly set: (change: Partial<ContainerStatus>) => void;
  readonly event: (type: 'Normal' | 'Warning', reason: string, message: string) => void;
  /** Stops the process gracefully; the restart policy does the rest. */
  readonly restart: () => void;
}

/** Runs the startup probe, and after it readiness and liveness probes, until the container ends. */
export function superviseByProbes(supervision: Supervision): void {
  const { container, set } = supervision;
  const whenStarted = () => {
    set({ started: true, ready: container.readinessProbe === undefined });
    watchReadiness(supervision);
    watchLiveness(supervision);
  };
  if (container.startupProbe === undefined) {
    watchReadiness(supervision);
    watchLiveness(supervision);
  } else {
    watchStart(supervision, whenStarted);
  }
}

function watchStart(supervision: Supervision, whenStarted: () => void): void {
  const { container, target, signal, onDefect, event, restart } = supervision;
  if (container.startupProbe === undefined) return;
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const listener = {
    passed: () => {
      over.abort(new Error('the container has started'));
      whenStarted();
    },
    missed: (output: string) => event('Warning', 'Unhealthy', `Startup probe failed: ${output}`),
    failed: () => {
      event('Normal', 'Killing', `Container ${container.name} failed startup probe, will be restarted`);
      restart();
    },
  };
  const failed = (error: unknown) => {
    if (!either.aborted) onDefect(error);
  };
  runProbe(target, container.startupProbe, listener, either).catch(failed);
}

function watchReadiness({ container, target, signal, onDefect, set, event }: Supervision): void {
  if (container.readinessProbe === undefined) return;
  const listener = {
    passed: () => set({ ready: true }),
    missed: (output: string) => event('Warning', 'Unhealthy', `Readiness probe failed: ${output}`),
    failed: () => set({ ready: false }),
  };
  runProbe(target, container.readinessProbe, listener, signal).catch(onDefect);
}

function watchLiveness({ container, target, signal, onDefect, event, restart }: Supervision): void {
  if (container.livenessProbe === undefined) return;
  const listener = {
    passed: () => undefined,
    missed: (output: string) => event('Warning', 'Unhealthy', `Liveness probe failed: ${output}`),
    failed: () => {
      event('Normal', 'Killing', `Container ${container.name} failed liveness probe, will be restarted`);
      restart();
    },
  };
  runProbe(target, container.livenessProbe, listener, signal).catch(onDefect);
}
