import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { TidegateError } from '../../domain/errors.ts';

export type Item = Record<string, AttributeValue>;

/** With its keys in the contract's order, so that conditions can compare it as a string. */
export const text = <Value>(schema: z.ZodMiniType<Value>, value: Value): AttributeValue.SMember => ({
  S: JSON.stringify(z.parse(schema, value)),
});

/** The value of an attribute; undefined when it is none, or no JSON: what a record may lack is read as null then, and refused. */
export const json = (attribute: AttributeValue | undefined): unknown => {
  if (attribute?.S === undefined) return undefined;
  try {
    return JSON.parse(attribute.S);
  } catch {
    return undefined;
  }
};

/** What the values of an item say. Throws `RecordInvalid` for an item that this version cannot read. */
export const readAs = <Value>(schema: z.ZodMiniType<Value>, values: unknown, item: Item): Value => {
  const parsed = z.safeParse(schema, values);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'unreadable' };
  const which = `the record ${item['pk']?.S ?? '?'} / ${item['sk']?.S ?? '?'}`;
  throw new TidegateError(
    'RecordInvalid',
    `${which} can't be read: ${path.join('.') || 'it'}: ${message}. Repair it, or deploy the version that wrote it`,
    { cause: parsed.error },
  );
};
