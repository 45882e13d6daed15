import { mainRealm } from './main-realm.ts';
import { type Members, withReplaced } from './stand-in.ts';

type Callback = (error: Error | null, found?: boolean) => void;

/** `node:fs` without a single file: whatever is asked for does not exist, and is said to at once. */
export function emptyFileSystem(fs: object): Members {
  const members = Object.entries(fs).filter(([name, value]) => typeof value === 'function' && !/^[A-Z_]/.test(name));
  const promises = emptyFilePromises((fs as { promises: object }).promises);
  return withReplaced(fs, { ...Object.fromEntries(members.map(([name]) => [name, lookup(name)])), promises });
}

/** `node:fs/promises` without a single file. */
export function emptyFilePromises(promises: object): Members {
  const members = Object.entries(promises).filter(([, value]) => typeof value === 'function');
  const reject = (name: string) => (path?: unknown) => mainRealm.Promise.reject(missing(name, path));
  return withReplaced(promises, Object.fromEntries(members.map(([name]) => [name, reject(name)])));
}

function lookup(name: string): (...args: unknown[]) => unknown {
  if (name === 'existsSync') return () => false;
  if (name === 'exists') return (_path, callback) => process.nextTick(callback as Callback, false);
  return (path, ...args) => {
    const callback = args.at(-1);
    const error = missing(name, path);
    if (typeof callback !== 'function') throw error;
    process.nextTick(callback as Callback, error);
  };
}

function missing(operation: string, path: unknown): Error {
  const syscall = operation.replace(/Sync$/, '');
  const error = new mainRealm.Error(`ENOENT: no such file or directory, ${syscall} '${path}'`);
  return Object.assign(error, { code: 'ENOENT', errno: -2, syscall, path });
}
