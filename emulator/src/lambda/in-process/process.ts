import { EventEmitter } from 'node:events';
import type { Clock } from '../../clock.ts';
import type { Life } from './life.ts';
import { mainRealm } from './main-realm.ts';
import { forbidden, inheriting, type Members } from './stand-in.ts';

export interface ProcessOptions {
  /** Handed over as it is, and may change. */
  readonly env: Record<string, string>;
  readonly folder: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly life: Pick<Life, 'run'>;
  /** Emulated epoch milliseconds. */
  readonly startedAt: () => number;
  readonly stdout: object;
  readonly stderr: { write(text: string): void };
  readonly exit: (code: number) => void;
}

/** What a function sees as `process`: its own environment, output, time and end. */
export function emulatedProcess(options: ProcessOptions): object {
  const { env, folder, clock, life, startedAt, stdout, stderr, exit } = options;
  const sinceStartMs = () => clock.now() - startedAt();
  const own: Members = {
    ...eventsOf(new EventEmitter()),
    env,
    stdout,
    stderr,
    argv: ['/var/lang/bin/node', '/var/runtime/index.mjs'],
    cwd: () => folder,
    exit: (code?: number) => exit(code ?? 0),
    abort: () => exit(134),
    chdir: forbidden('process', 'chdir'),
    kill: forbidden('process', 'kill'),
    emitWarning: (warning: unknown) => stderr.write(`(node:2) ${warning}\n`),
    nextTick: (task: (...args: unknown[]) => void, ...args: unknown[]) =>
      process.nextTick(() => life.run(() => task(...args))),
    uptime: () => sinceStartMs() / 1000,
    hrtime: highResolutionTime(sinceStartMs),
  };
  return inheriting(mainRealm.process, own);
}

function eventsOf(emitter: EventEmitter): Members {
  const names = ['on', 'once', 'off', 'addListener', 'removeListener', 'removeAllListeners', 'emit'] as const;
  const counts = ['listeners', 'listenerCount', 'eventNames', 'prependListener', 'setMaxListeners'] as const;
  return Object.fromEntries([...names, ...counts].map((name) => [name, emitter[name].bind(emitter)]));
}

function highResolutionTime(sinceStartMs: () => number): object {
  const hrtime = ([seconds, nanoseconds]: readonly [number, number] = [0, 0]) => {
    const passed = sinceStartMs() * 1e6 - (seconds * 1e9 + nanoseconds);
    return [Math.floor(passed / 1e9), passed % 1e9];
  };
  return Object.assign(hrtime, { bigint: () => BigInt(sinceStartMs()) * 1_000_000n });
}
