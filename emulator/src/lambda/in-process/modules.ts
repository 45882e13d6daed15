import { compressionInProcess } from './compression.ts';
import { emptyFilePromises, emptyFileSystem } from './file-system.ts';
import { builtinModule } from './main-realm.ts';
import { seededCrypto } from './seeded-crypto.ts';
import type { SandboxSockets } from './sockets.ts';
import { type Members, withoutFunctions, withReplaced } from './stand-in.ts';
import type { SandboxTimers } from './timers.ts';

/** Modules that neither reach the world nor tell the time. */
const HARMLESS = new Set([
  ...['assert', 'assert/strict', 'async_hooks', 'buffer', 'constants', 'diagnostics_channel', 'events', 'os', 'path'],
  ...['path/posix', 'path/win32', 'punycode', 'querystring', 'stream', 'stream/consumers', 'stream/promises'],
  ...['stream/web', 'string_decoder', 'sys', 'tty', 'url', 'util', 'util/types', 'vm'],
]);

export interface ModulesOptions {
  readonly scope: Members;
  readonly random: () => number;
  readonly timers: SandboxTimers;
  readonly sockets: SandboxSockets;
}

/** `require` of one emulated process: Node's modules, with stand-ins for those that reach out of the process. */
export function createRequireInProcess(options: ModulesOptions): (specifier: string) => unknown {
  const standIns = standInsOf(options);
  const loaded = new Map<string, unknown>();
  return (specifier) => {
    const name = specifier.replace(/^node:/, '');
    if (!loaded.has(name)) loaded.set(name, load(name, specifier, standIns));
    return loaded.get(name);
  };
}

function load(name: string, specifier: string, standIns: Readonly<Record<string, (original: object) => unknown>>) {
  const original = builtinModule(name);
  if (original === undefined) throw notFound(specifier);
  if (HARMLESS.has(name)) return original;
  return (standIns[name] ?? ((module: object) => withoutFunctions(name, module)))(original);
}

function standInsOf({ scope, random, timers, sockets }: ModulesOptions) {
  const standIns: Record<string, (original: object) => unknown> = {
    console: () => scope['console'],
    crypto: (original) => seededCrypto(original, scope['crypto'] as Members, random),
    fs: emptyFileSystem,
    'fs/promises': emptyFilePromises,
    http: (original) => sockets.httpModule(original, false),
    https: (original) => sockets.httpModule(original, true),
    net: (original) => sockets.socketModule(original, false),
    perf_hooks: (original) => withReplaced(original, { performance: scope['performance'] }),
    process: () => scope['process'],
    timers: (original) => withReplaced(original, { ...timers.functions, promises: timers.promises }),
    'timers/promises': () => timers.promises,
    tls: (original) => sockets.socketModule(original, true),
    worker_threads: (original) => withReplaced(original, { Worker: undefined }),
    zlib: compressionInProcess,
  };
  return standIns;
}

function notFound(specifier: string): Error {
  const message = `Cannot find module '${specifier}': functions that run in process are bundled into one CommonJS file`;
  return Object.assign(new Error(message), { code: 'MODULE_NOT_FOUND' });
}
