import type { NormalizedSchema } from '@smithy/core/schema';

/** Index in a static struct schema of the number of its members, counted from the first, that are required. */
const REQUIRED_COUNT = 6;
const MEMBER_NAMES = 4;

/** The path of the first required member that an input lacks, as in `actions.1.member.type`; AWS refuses such inputs. */
export function missingMember(schema: NormalizedSchema, value: unknown, path = ''): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (schema.isListSchema() && Array.isArray(value)) {
    return firstDefined(value, (item, index) =>
      missingMember(schema.getValueSchema(), item, `${path}.${index + 1}.member`),
    );
  }
  if (schema.isMapSchema()) {
    const entries = Object.entries(value);
    return firstDefined(entries, ([key, item]) =>
      missingMember(schema.getValueSchema(), item, `${path}.${key}.member`),
    );
  }
  return schema.isStructSchema() ? missingInStruct(schema, value as Record<string, unknown>, path) : undefined;
}

function missingInStruct(schema: NormalizedSchema, struct: Readonly<Record<string, unknown>>, path: string) {
  const prefix = path ? `${path}.` : '';
  const required = requiredMembers(schema);
  return firstDefined([...schema.structIterator()], ([name, member]) => {
    const memberPath = `${prefix}${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    const value = struct[name];
    const absent = value === undefined || value === null;
    return absent && required.has(name) ? memberPath : missingMember(member, value, memberPath);
  });
}

/** The names of a struct's required members. */
export function requiredMembers(schema: NormalizedSchema): ReadonlySet<string> {
  const raw = schema.getSchema();
  if (!Array.isArray(raw)) return new Set();
  const names = raw[MEMBER_NAMES] as unknown as readonly string[];
  return new Set(names.slice(0, Number(raw[REQUIRED_COUNT] ?? 0)));
}

function firstDefined<T>(
  items: readonly T[],
  find: (item: T, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
