import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { Failure } from '../exit.ts';
import type { Package } from './package.ts';

const Ready = z.object({ endpoint: z.string(), pid: z.int() });

/** The emulated cloud in a process of its own. */
export interface Emulator {
  readonly endpoint: string;
  /** Resolves when its process has ended, for whatever reason, with what it last said. */
  readonly ended: Promise<string>;
  /** Ends it with everything it started; resolves when its process is gone. */
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  readonly root: string;
  readonly built: Package;
  readonly timeScale: number;
  readonly seed: number;
  /** Hears each line that the emulator writes about what goes wrong in it. */
  readonly onLog: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Longest that a stop may take before the process is killed: pods and functions get their time to end. */
const stopWithinMs = 10_000;
const rememberedLines = 20;

/**
 * Starts the emulated cloud from the packaged template. It is in a process group of its own, so that a Ctrl-C reaches it only
 * through `stop`; it ends by itself when this process dies.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { root, built, timeScale, seed } = options;
  const flags = ['--time-scale', String(timeScale), '--seed', String(seed), '--json', '--stay-with-parent'];
  const main = path.join(root, 'emulator', 'src', 'main.ts');
  const child = spawn(
    process.execPath,
    [main, '--template', built.template, '--artifacts', built.artifacts, ...flags],
    {
      cwd: root,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}` },
    },
  );
  const lastLines = remember(child, options.onLog);
  const ended = once(child, 'close').then(() => lastLines().join('\n'));
  const stop = () => stopProcess(child);
  try {
    const { endpoint } = await ready(child, ended, options.signal);
    return { endpoint, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function remember(child: ChildProcess, onLog: (line: string) => void): () => readonly string[] {
  const lines: string[] = [];
  if (!child.stderr) return () => lines;
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    if (lines.length > rememberedLines) lines.shift();
    onLog(line);
  });
  return () => lines;
}

async function ready(child: ChildProcess, ended: Promise<string>, signal: AbortSignal): Promise<z.infer<typeof Ready>> {
  if (!child.stdout) throw new Error('the emulator was started without a standard output');
  const firstLine = once(createInterface({ input: child.stdout }), 'line', { signal }).then(([line]) =>
    Ready.parse(JSON.parse(String(line))),
  );
  const failed = ended.then((said): never => {
    throw new Failure(`the emulated cloud did not start:\n${said}`);
  });
  firstLine.catch(() => undefined);
  return Promise.race([firstLine, failed]);
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = new AbortController();
  const late = delay(stopWithinMs, 'late', { signal: timer.signal }).catch(() => 'in time');
  if ((await Promise.race([exit, late])) === 'late') child.kill('SIGKILL');
  timer.abort();
  await exit;
}
