import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';

export type Item = Record<string, AttributeValue>;

/** With its keys in the contract's order, so that conditions can compare it as a string. */
export const text = <Value>(schema: z.ZodMiniType<Value>, value: Value): AttributeValue.SMember => ({
  S: JSON.stringify(z.parse(schema, value)),
});

/** The value of an attribute; undefined when it is none, or no JSON. */
export const json = (attribute: AttributeValue | undefined): unknown => {
  try {
    return JSON.parse(attribute?.S ?? '');
  } catch {
    return undefined;
  }
};
