import { XmlCodec } from '@aws-sdk/core/protocols';
import { withoutAwsChunks } from './aws-chunked.ts';
import { credentialScope } from './credential-scope.ts';
import type { WireResponse } from './messages.ts';
import type { WireError, WireProtocol } from './protocol.ts';
import { type ReadDocument, readRestInput } from './rest-input.ts';
import { bindOutput, hasDocument } from './rest-output.ts';
import { s3AddressOf } from './s3-address.ts';
import { findS3Route, s3Routes } from './s3-routes.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';
import { escapeXml } from './xml-text.ts';

const DATE_TIME_FORMAT = 5;

/** restXml as S3 speaks it: buckets in path or host, bodies that may be in chunks, errors without an element around them. */
export function restXmlProtocol(model: ServiceModel): WireProtocol {
  const routes = s3Routes(model);
  const codec = new XmlCodec({
    timestampFormat: { default: DATE_TIME_FORMAT, useTrait: true },
    xmlNamespace: model.settings.xmlNamespace ?? '',
    serviceNamespace: '',
  });
  const readDocument: ReadDocument = (schema, request) => codec.createDeserializer().read(schema, request.body);

  return {
    nameOf(request) {
      if (!credentialScope(request)) return undefined;
      return findS3Route(routes, request, s3AddressOf(request))?.operation.name;
    },
    read(request, operation) {
      const address = s3AddressOf(request);
      const route = findS3Route(routes, request, address);
      const labels = {
        ...route?.pattern.match(request.method, address.path, request.query),
        Bucket: address.bucket ?? '',
      };
      return operation.input.isStructSchema()
        ? readRestInput(operation.input, withoutAwsChunks(request), labels, readDocument)
        : {};
    },
    answer: (operation, output, requestId) => writeOutput(operation, output, requestId, codec),
    refuse: (error, requestId) => ({
      statusCode: error.statusCode,
      headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
      body: errorXml(error, requestId),
    }),
  };
}

function writeOutput(
  operation: OperationModel,
  output: Readonly<Record<string, unknown>>,
  requestId: string,
  codec: XmlCodec,
): WireResponse {
  const { statusCode, headers, payload, document } = bindOutput(operation, output);
  const common = { 'x-amz-request-id': requestId };
  if (payload) {
    const body = write(codec, payload.member, payload.value);
    return { statusCode, headers: { ...common, ...headers }, body };
  }
  if (!hasDocument(operation)) return { statusCode, headers: { ...common, ...headers }, body: '' };
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${write(codec, operation.output, document)}`;
  return { statusCode, headers: { 'content-type': 'application/xml', ...common, ...headers }, body };
}

function write(codec: XmlCodec, schema: OperationModel['output'], value: unknown): string | Uint8Array {
  const serializer = codec.createSerializer();
  serializer.write(schema, value);
  return serializer.flush();
}

function errorXml(error: WireError, requestId: string): string {
  const members = Object.entries(error.members ?? {}).map(([name, value]) => element(name, String(value)));
  const inner = [element('Code', error.name), element('Message', error.message), ...members];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inner.join('')}${element('RequestId', requestId)}</Error>`;
}

const element = (name: string, text: string): string => `<${name}>${escapeXml(text)}</${name}>`;
