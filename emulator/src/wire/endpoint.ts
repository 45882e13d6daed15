import type { AwsService, ForwardedService } from '../service.ts';
import { jsonRpcProtocol } from './json-rpc.ts';
import type { WireRequest } from './messages.ts';
import type { WireProtocol } from './protocol.ts';
import { queryProtocol } from './query.ts';
import { restJsonProtocol } from './rest-json.ts';
import { restXmlProtocol } from './rest-xml.ts';
import { type ServiceModel, serviceModelOf } from './service-model.ts';

/** A service together with the wire format that its SDK client speaks. */
export interface ServiceEndpoint {
  readonly service: AwsService | ForwardedService;
  readonly model: ServiceModel;
  readonly protocol: WireProtocol;
}

/** Which service and operation a request is for; `operation` is undefined when the path names none. */
export interface Destination {
  readonly endpoint: ServiceEndpoint;
  readonly operation: string | undefined;
}

/** Opens the service's wire format; throws when its SDK client speaks one that the emulator does not. */
export function openEndpoint(service: AwsService | ForwardedService): ServiceEndpoint {
  const model = serviceModelOf(service.signingName, service.sdk);
  return { service, model, protocol: protocolOf(model) };
}

const opened = new WeakMap<ServiceModel, WireProtocol>();

/** A model's wire format remembers nothing of requests, so that all clouds of a process share one. */
function protocolOf(model: ServiceModel): WireProtocol {
  const protocol = opened.get(model) ?? openProtocol(model);
  opened.set(model, protocol);
  return protocol;
}

function openProtocol(model: ServiceModel): WireProtocol {
  switch (model.protocolId) {
    case 'aws.protocols#awsQuery':
      return queryProtocol(model);
    case 'aws.protocols#awsJson1_0':
    case 'aws.protocols#awsJson1_1':
      return jsonRpcProtocol(model);
    case 'aws.protocols#restJson1':
      return restJsonProtocol(model);
    case 'aws.protocols#restXml':
      return restXmlProtocol(model);
    default:
      throw new Error(
        `the SDK client of '${model.signingName}' speaks ${model.protocolId}, which the emulator does not`,
      );
  }
}

/**
 * Finds the service a request is for: by the signing name when it is signed, by its shape otherwise. Two services may share
 * a signing name (AppConfig and AppConfig Data do); then the one that knows the operation is meant.
 */
export function findDestination(
  endpoints: readonly ServiceEndpoint[],
  request: WireRequest,
  signingName: string | undefined,
): Destination | undefined {
  const candidates = endpoints.filter(({ model }) => signingName === undefined || model.signingName === signingName);
  const named = candidates.map((endpoint) => ({ endpoint, operation: endpoint.protocol.nameOf(request) }));
  const known = named.find(
    ({ endpoint, operation }) => operation !== undefined && endpoint.model.operations.has(operation),
  );
  if (known) return known;
  return named.find(({ operation }) => operation !== undefined) ?? (signingName === undefined ? undefined : named[0]);
}
