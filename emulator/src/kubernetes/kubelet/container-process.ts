import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { accepts } from '../../host-endpoint.ts';
import type { Reaper } from './reaper.ts';

/** How a container's process ended: 128 and the signal's number when a signal ended it, 128 when it never started. */
export interface Exit {
  readonly exitCode: number;
  readonly reason: 'Completed' | 'Error' | 'StartError';
  readonly message?: string;
}

/** A container's main process; what it started goes with it. */
export interface ContainerProcess {
  readonly exited: Promise<Exit>;
  terminate(): void;
  kill(): void;
}

export interface ProcessOptions {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDirectory: string | undefined;
  readonly reaper: Reaper;
  readonly onOutput: (chunk: Buffer) => void;
}

const signalNumbers: Readonly<Record<string, number>> = { SIGINT: 2, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };
const longestFlushMs = 1_000;
const inherited = ['HOME', 'LANG', 'TMPDIR', 'TZ'];

/** Starts the process in a group of its own; a command that can't be started ends at once with a StartError. */
export function startProcess(options: ProcessOptions): ContainerProcess {
  const [file = '', ...args] = options.command;
  const child = spawn(file, args, {
    cwd: options.workingDirectory,
    env: { ...hostEnvironment(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = child;
  if (pid !== undefined) options.reaper.watch(pid);
  child.stdout.on('data', options.onOutput);
  child.stderr.on('data', options.onOutput);
  const exited = new Promise<Exit>((resolve) => {
    child.once('error', (error) => resolve({ exitCode: 128, reason: 'StartError', message: error.message }));
    child.once('exit', (code, signal) => {
      signalGroup(pid, 'SIGKILL');
      if (pid !== undefined) options.reaper.forget(pid);
      const exitCode = code ?? 128 + (signalNumbers[signal ?? ''] ?? 0);
      const exit: Exit = { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' };
      void lastOutput(child).then(() => resolve(exit));
    });
  });
  return {
    exited,
    terminate: () => void child.kill('SIGTERM'),
    kill: () => signalGroup(pid, 'SIGKILL'),
  };
}

/** Resolves when the pipes are empty; a second later when a process that left the group holds them open. */
function lastOutput(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(resolve, longestFlushMs);
    child.once('close', () => {
      clearTimeout(limit);
      resolve();
    });
  });
}

/** Little of the host's environment reaches a pod: no credentials, and `node` is the one that runs the emulator. */
function hostEnvironment(): Record<string, string> {
  const kept = inherited.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const longestWorkMs = 3_000;

/** How long a process may work before it listens, and how often that is looked at, in real milliseconds. */
export interface LongestWork {
  readonly mostMs: number;
  readonly lookMs: number;
}
/** Of what is there to serve. */
export const longestStart: LongestWork = { mostMs: longestWorkMs, lookMs: 10 };
/** Of what is there to end, as a Job's. */
export const longestTask: LongestWork = { mostMs: 600_000, lookMs: 100 };

/** Resolves when the port accepts connections, the process has ended, or the time is up. */
export async function listening(port: number, exited: Promise<unknown>, work: LongestWork): Promise<void> {
  const { mostMs, lookMs } = work;
  const state = { over: false };
  const end = () => {
    state.over = true;
  };
  const limit = setTimeout(end, mostMs);
  exited.then(end, end);
  while (!state.over && !(await accepts(port)))
    await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, lookMs))]);
  clearTimeout(limit);
}

/** Resolves when the process has ended, or after three real seconds. */
export async function endedSoon(exited: Promise<unknown>): Promise<void> {
  let limit: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    limit = setTimeout(resolve, longestWorkMs);
  });
  await Promise.race([exited, timeout]);
  clearTimeout(limit);
}
