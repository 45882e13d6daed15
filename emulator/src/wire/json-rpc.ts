import { headerOf, textOf, type WireRequest, type WireResponse } from './messages.ts';
import type { WireError, WireProtocol } from './protocol.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';

/** awsJson1.0 and 1.1: `X-Amz-Target` names the operation, the body is the input. */
export function jsonRpcProtocol(model: ServiceModel): WireProtocol {
  const codec = model.codec();
  const version = model.protocolId.endsWith('awsJson1_0') ? '1.0' : '1.1';
  const contentType = `application/x-amz-json-${version}`;

  return {
    nameOf: (request) => targetedOperation(request, model.settings.serviceTarget),

    read(request, operation) {
      return codec.createDeserializer().readObject(operation.input, JSON.parse(textOf(request) || '{}'));
    },

    answer(operation: OperationModel, output, requestId): WireResponse {
      const headers = { 'content-type': contentType, 'x-amzn-requestid': requestId };
      if (operation.output.isUnitSchema()) return { statusCode: 200, headers, body: '{}' };
      const serializer = codec.createSerializer();
      serializer.write(operation.output, output);
      return { statusCode: 200, headers, body: serializer.flush() };
    },

    refuse(error, requestId) {
      const headers = { 'content-type': contentType, 'x-amzn-requestid': requestId };
      const queryError = model.settings.awsQueryCompatible ? { 'x-amzn-query-error': queryErrorHeader(error) } : {};
      const body = { __type: error.name, message: error.message, ...error.members };
      return { statusCode: error.statusCode, headers: { ...headers, ...queryError }, body: JSON.stringify(body) };
    },
  };
}

function targetedOperation(request: WireRequest, serviceTarget: string): string | undefined {
  const [target, operation] = (headerOf(request, 'x-amz-target') ?? '').split('.');
  return target === serviceTarget ? operation : undefined;
}

function queryErrorHeader(error: WireError): string {
  const fault = error.statusCode < 500 ? 'Sender' : 'Receiver';
  return `${error.model?.code ?? error.name};${fault}`;
}
