import type { WireRequest, WireResponse } from './messages.ts';
import type { WireProtocol } from './protocol.ts';
import { readRestInput } from './rest-input.ts';
import { type UriPattern, uriPattern } from './rest-uri.ts';
import type { JsonCodec, OperationModel, ServiceModel } from './service-model.ts';

interface Route {
  readonly operation: OperationModel;
  readonly pattern: UriPattern;
}

/** restJson1: method and path name the operation; members travel in path, query, headers and body. */
export function restJsonProtocol(model: ServiceModel): WireProtocol {
  const codec = model.codec();
  const routes = routesOf(model);

  return {
    nameOf: (request) => matchRoute(routes, request)?.route.operation.name,
    read: (request, operation) =>
      readRestInput(operation.input, request, matchRoute(routes, request)?.labels ?? {}, codec),
    answer: (operation, output, requestId) => writeOutput(operation, output, requestId, codec),
    refuse: (error, requestId) => ({
      statusCode: error.statusCode,
      headers: {
        'content-type': 'application/json',
        'x-amzn-requestid': requestId,
        'x-amzn-errortype': error.name,
      },
      body: JSON.stringify({ message: error.message, Message: error.message, ...error.members }),
    }),
  };
}

function routesOf(model: ServiceModel): Route[] {
  const routes: Route[] = [];
  for (const operation of model.operations.values()) {
    const { http } = operation;
    if (http) routes.push({ operation, pattern: uriPattern(http.method, http.uri) });
  }
  return routes.sort((a, b) => b.pattern.literalSegments - a.pattern.literalSegments);
}

function matchRoute(routes: readonly Route[], request: WireRequest) {
  for (const route of routes) {
    const labels = route.pattern.match(request.method, request.path, request.query);
    if (labels) return { route, labels };
  }
  return undefined;
}

function writeOutput(
  operation: OperationModel,
  output: Readonly<Record<string, unknown>>,
  requestId: string,
  codec: JsonCodec,
): WireResponse {
  const headers: Record<string, string> = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
  let statusCode = operation.http?.statusCode ?? 200;
  let body: string | Uint8Array | undefined;
  const members: Record<string, unknown> = {};
  for (const [name, member] of outputMembers(operation)) {
    const value = output[name];
    if (value === undefined || value === null) continue;
    const traits = member.getMergedTraits();
    if (traits.httpHeader)
      headers[traits.httpHeader.toLowerCase()] = value instanceof Date ? value.toUTCString() : String(value);
    else if (traits.httpResponseCode) statusCode = Number(value);
    else if (traits.httpPayload) body = write(codec, member, value);
    else members[name] = value;
  }
  return { statusCode, headers, body: body ?? writeMembers(operation, members, codec) };
}

function writeMembers(operation: OperationModel, members: object, codec: JsonCodec): string | Uint8Array {
  const hasBody = outputMembers(operation).every(([, member]) => !member.getMergedTraits().httpPayload);
  return hasBody && operation.output.isStructSchema() ? write(codec, operation.output, members) : '';
}

function outputMembers(operation: OperationModel) {
  return operation.output.isStructSchema() ? [...operation.output.structIterator()] : [];
}

function write(codec: JsonCodec, schema: OperationModel['output'], value: unknown): string | Uint8Array {
  const serializer = codec.createSerializer();
  serializer.write(schema, value);
  return serializer.flush();
}
