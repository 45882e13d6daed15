import { ServiceError } from '../service.ts';
import type { WireRequest, WireResponse } from './messages.ts';
import { headerOf } from './messages.ts';
import type { WireError } from './protocol.ts';
import type { ErrorModel, ServiceModel } from './service-model.ts';

/** Thrown when the client is to lose its connection instead of getting an answer. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Looks an error up in the service's model, by class name or by awsQuery code. */
export function toWireError(error: ServiceError, model: ServiceModel): WireError {
  const modelled = findErrorModel(model, error.name);
  return {
    name: modelled?.name ?? error.name,
    message: error.message,
    statusCode: modelled?.statusCode ?? error.statusCode,
    members: error.members,
    ...(modelled ? { model: modelled } : {}),
  };
}

function findErrorModel(model: ServiceModel, name: string): ErrorModel | undefined {
  return model.errors.find((error) => error.name === name) ?? model.errors.find((error) => error.code === name);
}

/** What the emulator answers where AWS has an operation and the emulator has none. */
export function notImplemented(service: string, operation: string): ServiceError {
  return new ServiceError('NotImplemented', `the emulator does not implement ${service}:${operation}`, 501);
}

/** What AWS answers to an operation it has never heard of. */
export function unknownOperation(service: string): ServiceError {
  return new ServiceError('UnknownOperationException', `the request names no operation of ${service}`, 404);
}

const MISSING_MEMBER_ERRORS: Readonly<Record<string, string>> = {
  appconfig: 'BadRequestException',
  ecr: 'InvalidParameterException',
  eks: 'InvalidParameterException',
  elasticloadbalancing: 'ValidationError',
  monitoring: 'ValidationError',
  s3: 'InvalidRequest',
  sts: 'ValidationError',
};

/** What AWS's request validation answers when a required member is missing; each service has its own name for it. */
export function missingMemberError(signingName: string, path: string): ServiceError {
  const name = MISSING_MEMBER_ERRORS[signingName] ?? 'ValidationException';
  const constraint = `Value null at '${path}' failed to satisfy constraint: Member must not be null`;
  return new ServiceError(name, `1 validation error detected: ${constraint}`);
}

/** Refuses a request for a service that the emulator does not have, so that any client shows the service's name. */
export function refuseUnknownService(request: WireRequest, signingName: string | undefined): WireResponse {
  const target = headerOf(request, 'x-amz-target') ?? `${request.method} ${request.path}`;
  const service = signingName ?? 'an unsigned request for';
  const message = `the emulator does not implement ${service} ${target}`;
  return {
    statusCode: 501,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'NotImplemented' },
    body: JSON.stringify({ __type: 'NotImplemented', message }),
  };
}

/** The error name that an answer carries in JSON, XML or its headers, or undefined when it is no error. */
export function errorNameIn(response: WireResponse): string | undefined {
  if (response.statusCode < 400) return undefined;
  const header = response.headers['x-amzn-errortype'];
  const type = header ?? /(?:"__type"\s*:\s*"|<Code>)([^"<]+)/.exec(Buffer.from(response.body).toString('utf8'))?.[1];
  return type?.split('#').at(-1)?.split(':')[0] ?? `Http${response.statusCode}`;
}
