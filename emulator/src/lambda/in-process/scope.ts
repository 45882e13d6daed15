import type { Clock } from '../../clock.ts';
import { mainRealm } from './main-realm.ts';
import { forbidden, inheriting, type Members, withReplaced } from './stand-in.ts';
import type { SandboxTimers } from './timers.ts';

/** What a function sees instead of Node's globals of these names. */
export const SCOPE_NAMES = [
  ...['globalThis', 'global', 'process', 'console', 'Date', 'Math', 'performance', 'crypto', 'AbortSignal'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'],
  ...['fetch', 'WebSocket'],
] as const;

export interface ScopeOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Emulated epoch milliseconds. */
  readonly startedAt: () => number;
  readonly random: () => number;
  readonly timers: SandboxTimers;
  readonly process: object;
  readonly console: object;
  readonly webCrypto: Members;
}

/** The globals of one emulated process. Those that tell time, draw, wait or connect are its own; the others are shared. */
export function createScope({ clock, startedAt, random, timers, process, console, webCrypto }: ScopeOptions): Members {
  const own: Members = {
    process,
    console,
    crypto: webCrypto,
    ...timers.functions,
    Date: emulatedDate(clock),
    Math: withReplaced(mainRealm.Math, { random }),
    performance: emulatedPerformance(clock, startedAt),
    AbortSignal: emulatedAbortSignal(timers),
    fetch: forbidden('globalThis', 'fetch'),
    WebSocket: forbidden('globalThis', 'WebSocket'),
  };
  const globalObject = inheriting(mainRealm, own) as Members;
  return Object.assign(globalObject, { globalThis: globalObject, global: globalObject });
}

function emulatedDate(clock: Pick<Clock, 'now'>): DateConstructor {
  const now = () => clock.now();
  return new Proxy(mainRealm.Date, {
    construct: (original, args, newTarget) =>
      Reflect.construct(original, args.length === 0 ? [now()] : args, newTarget),
    apply: (original) => new original(now()).toString(),
    get: (original, key, receiver) => (key === 'now' ? now : Reflect.get(original, key, receiver)),
  });
}

/** Milliseconds since the process began, as `performance.now` tells them. */
function emulatedPerformance(clock: Pick<Clock, 'now'>, startedAt: () => number): Members {
  const nothing = () => undefined;
  return {
    get timeOrigin() {
      return startedAt();
    },
    now: () => clock.now() - startedAt(),
    mark: nothing,
    measure: nothing,
    markResourceTiming: nothing,
  };
}

function emulatedAbortSignal(timers: SandboxTimers): typeof AbortSignal {
  const timeout = (ms: number) => {
    const controller = new mainRealm.AbortController();
    const reason = () => new mainRealm.DOMException('The operation was aborted due to timeout', 'TimeoutError');
    timers.after(ms, () => controller.abort(reason()));
    return controller.signal;
  };
  return new Proxy(mainRealm.AbortSignal, {
    get: (original, key, receiver) => (key === 'timeout' ? timeout : Reflect.get(original, key, receiver)),
  });
}
