import { textOf, type WireRequest, type WireResponse } from './messages.ts';
import type { WireProtocol } from './protocol.ts';
import { type ReadDocument, readRestInput } from './rest-input.ts';
import { bindOutput, hasPayload } from './rest-output.ts';
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
  const readDocument: ReadDocument = (schema, request) =>
    codec.createDeserializer().readObject(schema, JSON.parse(textOf(request)));

  return {
    nameOf: (request) => matchRoute(routes, request)?.route.operation.name,
    read: (request, operation) =>
      readRestInput(operation.input, request, matchRoute(routes, request)?.labels ?? {}, readDocument),
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
  const { statusCode, headers, payload, document } = bindOutput(operation, output);
  const hasMembers = !hasPayload(operation) && operation.output.isStructSchema();
  const members = hasMembers ? write(codec, operation.output, document) : '';
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headers },
    body: payload ? write(codec, payload.member, payload.value) : members,
  };
}

function write(codec: JsonCodec, schema: OperationModel['output'], value: unknown): string | Uint8Array {
  const serializer = codec.createSerializer();
  serializer.write(schema, value);
  return serializer.flush();
}
