import type { NormalizedSchema } from '@smithy/core/schema';
import type { OperationModel } from './service-model.ts';

/** An output by its HTTP bindings: what goes into status and headers, and what is left for the body. */
export interface BoundOutput {
  readonly statusCode: number;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The member that is the whole body, when the operation has one and the output gives it. */
  readonly payload?: { readonly member: NormalizedSchema; readonly value: unknown };
  /** The members that are written side by side into a document. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** Splits a REST output by its schema's HTTP bindings. */
export function bindOutput(operation: OperationModel, output: Readonly<Record<string, unknown>>): BoundOutput {
  let statusCode = operation.http?.statusCode ?? 200;
  let payload: BoundOutput['payload'];
  const headers: Record<string, string> = {};
  const document: Record<string, unknown> = {};
  for (const [name, member] of outputMembers(operation)) {
    const value = output[name];
    if (value === undefined || value === null) continue;
    const { httpHeader, httpPrefixHeaders, httpResponseCode, httpPayload } = member.getMergedTraits();
    if (httpHeader) headers[httpHeader.toLowerCase()] = headerText(value);
    else if (httpPrefixHeaders) Object.assign(headers, prefixed(httpPrefixHeaders, value));
    else if (httpResponseCode) statusCode = Number(value);
    else if (httpPayload) payload = { member, value };
    else document[name] = value;
  }
  return { statusCode, headers, document, ...(payload ? { payload } : {}) };
}

/** Whether an operation's answers have a document for a body, be it an empty one. */
export function hasDocument(operation: OperationModel): boolean {
  return outputMembers(operation).some(([, member]) => {
    const { httpHeader, httpPrefixHeaders, httpResponseCode, httpPayload } = member.getMergedTraits();
    return !(httpHeader || httpPrefixHeaders || httpResponseCode || httpPayload);
  });
}

/** Whether one member is the whole body of an operation's answers. */
export function hasPayload(operation: OperationModel): boolean {
  return outputMembers(operation).some(([, member]) => member.getMergedTraits().httpPayload);
}

function outputMembers(operation: OperationModel) {
  return operation.output.isStructSchema() ? [...operation.output.structIterator()] : [];
}

function headerText(value: unknown): string {
  return value instanceof Date ? value.toUTCString() : String(value);
}

function prefixed(prefix: string, values: object): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix.toLowerCase()}${name}`, value]));
}
