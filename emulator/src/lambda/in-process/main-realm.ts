import { compileFunction } from 'node:vm';

/** The globals that functions see, which are not the emulator's own where a test runner gives each file its own. */
export const mainRealm = compileFunction('return globalThis')() as typeof globalThis;

/** A module of Node's own by its name without `node:`, or undefined when there is none. */
export function builtinModule(name: string): object | undefined {
  return mainRealm.process.getBuiltinModule(name) as object | undefined;
}
