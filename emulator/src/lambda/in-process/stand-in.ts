/** The members of a module or object of Node's. */
export type Members = Record<string, unknown>;

/** A copy of an object's own members, some of them replaced. */
export function withReplaced(original: object, replaced: Members): Members {
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(original)) as Members;
  for (const [name, value] of Object.entries(replaced)) define(copy, name, value);
  return copy;
}

/** A copy of a module whose functions and classes all throw; constants stay. */
export function withoutFunctions(name: string, original: object): Members {
  const functions = Object.entries(original).filter(([, value]) => typeof value === 'function');
  return withReplaced(original, Object.fromEntries(functions.map(([member]) => [member, forbidden(name, member)])));
}

/** What a function that runs in this process may not use, because it would reach the real world. */
export function forbidden(name: string, member: string): () => never {
  return () => {
    throw new Error(`${name}.${member} does not exist for functions that run in process: it would be real I/O`);
  };
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
}
