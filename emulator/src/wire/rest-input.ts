import type { NormalizedSchema } from '@smithy/core/schema';
import { headerOf, textOf, type WireRequest } from './messages.ts';

/** Reads a body that is a document, in JSON or XML, by its schema. */
export type ReadDocument = (schema: NormalizedSchema, request: WireRequest) => unknown;

/** Gathers a REST input from path, query, headers and body, by the schema's HTTP bindings. */
export function readRestInput(
  schema: NormalizedSchema,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
  readDocument: ReadDocument,
): Record<string, unknown> {
  const input: Record<string, unknown> = readBody(schema, request, readDocument);
  for (const [name, member] of schema.structIterator()) {
    const bound = boundValue(name, member, request, labels, readDocument);
    if (bound !== undefined) input[name] = bound;
  }
  return input;
}

function boundValue(
  name: string,
  member: NormalizedSchema,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
  readDocument: ReadDocument,
): unknown {
  const traits = member.getMergedTraits();
  if (traits.httpLabel) return scalar(member, labels[name]);
  if (traits.httpQuery) return queryValue(member, request.query.getAll(traits.httpQuery));
  if (traits.httpHeader) return scalar(member, headerOf(request, traits.httpHeader));
  if (traits.httpPrefixHeaders) return prefixedHeaders(request, traits.httpPrefixHeaders);
  if (traits.httpPayload) return payload(member, request, readDocument);
  return undefined;
}

function queryValue(member: NormalizedSchema, values: readonly string[]): unknown {
  if (values.length === 0) return undefined;
  if (member.isListSchema()) return values.map((value) => scalar(member.getValueSchema(), value));
  return scalar(member, values[0]);
}

function prefixedHeaders(request: WireRequest, prefix: string): Record<string, string> | undefined {
  const names = Object.keys(request.headers).filter((name) => name.startsWith(prefix.toLowerCase()));
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name.slice(prefix.length), headerOf(request, name) ?? '']));
}

function scalar(schema: NormalizedSchema, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  if (schema.isListSchema()) return text.split(',').map((item) => scalar(schema.getValueSchema(), item.trim()));
  if (schema.isNumericSchema()) return Number(text);
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isTimestampSchema()) return new Date(text);
  return text;
}

function payload(member: NormalizedSchema, request: WireRequest, readDocument: ReadDocument): unknown {
  if (request.body.byteLength === 0) return undefined;
  if (member.isBlobSchema()) return new Uint8Array(request.body);
  if (member.isStringSchema()) return textOf(request);
  return readDocument(member, request);
}

function readBody(schema: NormalizedSchema, request: WireRequest, readDocument: ReadDocument): Record<string, unknown> {
  const hasPayload = [...schema.structIterator()].some(([, member]) => member.getMergedTraits().httpPayload);
  if (hasPayload || request.body.byteLength === 0) return {};
  return readDocument(schema, request) as Record<string, unknown>;
}
