import type { Clock } from '../../clock.ts';
import type { Handler } from '../objects/pod.ts';
import { look, type ProbeTarget } from './probe.ts';

/** Runs a preStop hook; sleeps, also `sleep N` in a shell, pass in emulated time. Ends early when the signal aborts. */
export async function runPreStop(
  clock: Clock,
  target: ProbeTarget,
  hook: Handler,
  graceSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  const seconds = hook.sleep?.seconds ?? sleptSeconds(hook.exec?.command ?? []);
  if (seconds !== undefined) await clock.sleep(Math.min(seconds, graceSeconds) * 1000, signal);
  else await look(target, hook, graceSeconds);
}

/** The seconds of `sleep N` or `sh -c 'sleep N'`; undefined for any other command. */
function sleptSeconds(command: readonly string[]): number | undefined {
  const isShell = /(^|\/)(ba)?sh$/.test(command[0] ?? '') && command[1] === '-c';
  const text = isShell ? (command[2] ?? '') : command.join(' ');
  const [, seconds] = /^(?:\S*\/)?sleep (\d+(?:\.\d+)?)s?$/.exec(text.trim()) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}
