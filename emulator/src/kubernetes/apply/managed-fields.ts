import { equal, isObject, type JsonObject, withAt, without } from '../objects/json.ts';
import type { ManagedFieldsEntry } from '../objects/meta.ts';
import { type FieldSet, fromFieldsV1, isEmpty, toFieldsV1 } from './field-set.ts';

/** Who writes: a manager's fields are kept apart by name, by how it writes, by API version and by subresource. */
export interface Writer {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource?: string;
}

/** A writer and the fields that it owns. */
export interface Managed {
  readonly writer: Writer;
  readonly fields: FieldSet;
  /** When the entry last changed, RFC 3339. */
  readonly time: string;
}

const systemFields = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'generation',
  'managedFields',
  'resourceVersion',
];

/** The object without what nobody can own: its identity and what only the server writes. */
export function ownable(object: JsonObject): JsonObject {
  const metadata = object['metadata'];
  const bare = without(object, 'apiVersion', 'kind');
  if (!isObject(metadata)) return bare;
  const rest = without(metadata, ...systemFields);
  return withAt(bare, ['metadata'], Object.keys(rest).length === 0 ? undefined : rest);
}

export function readManaged(entries: readonly ManagedFieldsEntry[] | undefined): readonly Managed[] {
  return (entries ?? []).map(({ manager, operation, apiVersion, subresource, fieldsV1, time }) => ({
    writer: { manager, operation, apiVersion, ...(subresource === undefined ? {} : { subresource }) },
    fields: fromFieldsV1(fieldsV1),
    time,
  }));
}

/** The entries as metadata lists them: appliers first, then by time; who owns nothing is left out. */
export function writeManaged(managed: readonly Managed[]): readonly ManagedFieldsEntry[] {
  const entries = managed
    .filter(({ fields }) => !isEmpty(fields))
    .map(({ writer: { subresource, ...writer }, fields, time }) => ({
      ...writer,
      ...(subresource === undefined ? {} : { subresource }),
      fieldsType: 'FieldsV1' as const,
      fieldsV1: toFieldsV1(fields),
      time,
    }));
  const rank = (entry: ManagedFieldsEntry) => `${entry.operation} ${entry.time} ${entry.manager}`;
  return entries.sort((one, other) => rank(one).localeCompare(rank(other)));
}

export function isSameWriter(one: Writer, other: Writer): boolean {
  return equal({ ...one }, { ...other });
}

/** The list with the writer's entry replaced or added; its time moves when it took or lost fields. */
export function withWriter(
  managed: readonly Managed[],
  writer: Writer,
  fields: FieldSet,
  { now, took }: { readonly now: string; readonly took: boolean },
): readonly Managed[] {
  const mine = managed.find((entry) => isSameWriter(entry.writer, writer));
  const same = mine !== undefined && equal(toFieldsV1(mine.fields), toFieldsV1(fields));
  const entry = { writer, fields, time: same && !took ? mine.time : now };
  return [...managed.filter((other) => other !== mine), entry];
}
