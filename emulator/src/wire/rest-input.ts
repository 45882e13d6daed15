import type { NormalizedSchema } from '@smithy/core/schema';
import { headerOf, textOf, type WireRequest } from './messages.ts';
import type { JsonCodec } from './service-model.ts';

/** Gathers a restJson input from path, query, headers and body, by the schema's HTTP bindings. */
export function readRestInput(
  schema: NormalizedSchema,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
  codec: JsonCodec,
): Record<string, unknown> {
  const input: Record<string, unknown> = readBody(schema, request, codec);
  for (const [name, member] of schema.structIterator()) {
    const bound = boundValue(name, member, request, labels, codec);
    if (bound !== undefined) input[name] = bound;
  }
  return input;
}

function boundValue(
  name: string,
  member: NormalizedSchema,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
  codec: JsonCodec,
): unknown {
  const traits = member.getMergedTraits();
  if (traits.httpLabel) return scalar(member, labels[name]);
  if (traits.httpQuery) return queryValue(member, request.query.getAll(traits.httpQuery));
  if (traits.httpHeader) return scalar(member, headerOf(request, traits.httpHeader));
  if (traits.httpPayload) return payload(member, request, codec);
  return undefined;
}

function queryValue(member: NormalizedSchema, values: readonly string[]): unknown {
  if (values.length === 0) return undefined;
  if (member.isListSchema()) return values.map((value) => scalar(member.getValueSchema(), value));
  return scalar(member, values[0]);
}

function scalar(schema: NormalizedSchema, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  if (schema.isNumericSchema()) return Number(text);
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isTimestampSchema()) return new Date(text);
  return text;
}

function payload(member: NormalizedSchema, request: WireRequest, codec: JsonCodec): unknown {
  if (request.body.byteLength === 0) return undefined;
  if (member.isBlobSchema()) return new Uint8Array(request.body);
  if (member.isStringSchema()) return textOf(request);
  return codec.createDeserializer().readObject(member, JSON.parse(textOf(request)));
}

function readBody(schema: NormalizedSchema, request: WireRequest, codec: JsonCodec): Record<string, unknown> {
  const hasPayload = [...schema.structIterator()].some(([, member]) => member.getMergedTraits().httpPayload);
  if (hasPayload || request.body.byteLength === 0) return {};
  return codec.createDeserializer().readObject(schema, JSON.parse(textOf(request))) as Record<string, unknown>;
}
