type Fields = Readonly<Record<string, unknown>>;

/** Equal as JSON values, whatever the order of keys. */
export const sameValue = (a: unknown, b: unknown): boolean => {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameValue((a as Fields)[key], (b as Fields)[key]));
};
