export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

/** Input, output and payload limit of a state, task or execution: 256 KiB of UTF-8 (Step Functions service quotas). */
export const PAYLOAD_LIMIT_BYTES = 262_144;

/** Bytes of the value's JSON text in UTF-8. */
export function sizeBytes(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON type's name, as error messages of AWS say it. */
export function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
