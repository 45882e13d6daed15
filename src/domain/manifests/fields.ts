/** Reading fields of objects whose schema only the cluster knows. */
type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path; undefined where there is none. */
export const fieldAt = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isFields(inner) ? inner[key] : undefined), value);

export const textAt = (value: unknown, ...path: readonly string[]): string | undefined => {
  const found = fieldAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
};

/** The items of the list at a path; none where there is no list. */
export const itemsAt = (value: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = fieldAt(value, ...path);
  return Array.isArray(found) ? found : [];
};

/** The entries of the mapping at a path; none where there is no mapping. */
export const entriesAt = (value: unknown, ...path: readonly string[]): readonly (readonly [string, unknown])[] => {
  const found = fieldAt(value, ...path);
  return isFields(found) ? Object.entries(found) : [];
};
