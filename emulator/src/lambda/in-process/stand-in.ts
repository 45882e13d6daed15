/** The members of a module or object of Node's. */
export type Members = Record<string, unknown>;

/** A copy of an object's own members, some of them replaced. */
export function withReplaced(original: object, replaced: Members): Members {
  const descriptors = Object.entries(replaced).map(([name, value]) => [name, ownMember(value)]);
  const all = { ...Object.getOwnPropertyDescriptors(original), ...Object.fromEntries(descriptors) };
  return Object.defineProperties({}, all) as Members;
}

/** A child of an object that inherits its members but for its own ones. */
export function inheriting(original: object, own: Members): object {
  const descriptors = Object.entries(own).map(([name, value]) => [name, ownMember(value)]);
  return Object.create(original, Object.fromEntries(descriptors)) as object;
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

function ownMember(value: unknown): PropertyDescriptor {
  return { value, writable: true, enumerable: true, configurable: true };
}
