import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Recorder } from '../recorder.ts';
import { type AwsService, type Call, type ForwardedService, ServiceError } from '../service.ts';
import { credentialScope } from './credential-scope.ts';
import { type Destination, findDestination, type ServiceEndpoint } from './endpoint.ts';
import type { WireRequest, WireResponse } from './messages.ts';
import { missingMember } from './required-members.ts';
import {
  ConnectionLost,
  errorNameIn,
  missingMemberError,
  notImplemented,
  refuseUnknownService,
  toWireError,
  unknownOperation,
} from './wire-error.ts';

/** Stands between a call and its effect; it may delay, refuse or lose it. */
export type Intercept = <T>(call: Call, effect: () => Promise<T>) => Promise<T>;

/** What the wire needs; `onDefect` hears of errors that are the emulator's own fault. */
export interface WireOptions {
  readonly services: readonly (AwsService | ForwardedService)[];
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** Names the next answer; a random UUID by default. */
  readonly requestId?: () => string;
  readonly intercept?: Intercept;
  readonly onDefect?: (error: unknown, call: Call) => void;
}

/** Takes one request to its service, records it and answers it; throws `ConnectionLost` when it is to get no answer. */
export async function exchange(
  endpoints: readonly ServiceEndpoint[],
  request: WireRequest,
  options: WireOptions,
): Promise<WireResponse> {
  const scope = credentialScope(request);
  const destination = findDestination(endpoints, request, scope?.signingName);
  if (!destination) return refuseUnknownService(request, scope?.signingName);
  const reading = readInput(destination, request);
  const call: Call = {
    at: options.clock.now(),
    caller: scope?.caller ?? 'anonymous',
    service: destination.endpoint.model.signingName,
    operation: destination.operation ?? `${request.method} ${request.path}`,
    input: structuredClone(reading.input),
  };
  const { requestId = randomUUID } = options;
  return recorded(call, options, () => attempt({ ...destination, request, reading, call, requestId }, options));
}

/** One call on its way through the emulator. */
interface Exchange extends Destination {
  readonly request: WireRequest;
  readonly reading: Reading;
  readonly call: Call;
  readonly requestId: () => string;
}

/** What could be read of a request; `refusal` says why it goes no further. */
interface Reading {
  readonly input: unknown;
  readonly refusal?: ServiceError;
}

async function recorded(call: Call, options: WireOptions, answer: () => Promise<WireResponse>): Promise<WireResponse> {
  const record = (error: string | undefined) => {
    const durationMs = options.clock.now() - call.at;
    options.recorder.record({ ...call, durationMs, ...(error === undefined ? {} : { error }) });
  };
  try {
    const response = await answer();
    record(errorNameIn(response));
    return response;
  } catch (error) {
    record(error instanceof Error ? error.name : String(error));
    throw error;
  }
}

function readInput({ endpoint, operation = '' }: Destination, request: WireRequest): Reading {
  const { model, protocol, service } = endpoint;
  const known = model.operations.get(operation);
  if (!known) return { input: undefined, refusal: unknownOperation(model.signingName) };
  try {
    const input = protocol.read(request, known);
    if ('forward' in service) return { input };
    if (!service.operations[operation]) return { input, refusal: notImplemented(model.signingName, operation) };
    const missing = missingMember(known.input, input);
    return missing === undefined ? { input } : { input, refusal: missingMemberError(model.signingName, missing) };
  } catch (error) {
    if (error instanceof ServiceError) return { input: undefined, refusal: error };
    return { input: undefined, refusal: new ServiceError('SerializationException', `can't read the input: ${error}`) };
  }
}

async function attempt(exchange: Exchange, options: WireOptions): Promise<WireResponse> {
  const { call } = exchange;
  const effect = () => whileBusy(options.clock, () => perform(exchange));
  try {
    return await (options.intercept ? options.intercept(call, effect) : effect());
  } catch (error) {
    if (error instanceof ConnectionLost) throw error;
    return refuse(exchange, asServiceError(error, call, options));
  }
}

async function perform({ endpoint, request, reading, call, requestId }: Exchange): Promise<WireResponse> {
  if (reading.refusal) throw reading.refusal;
  const { service, model, protocol } = endpoint;
  if ('forward' in service) return service.forward(request, call);
  const operation = model.operations.get(call.operation);
  const handler = service.operations[call.operation];
  if (!operation || !handler) throw notImplemented(call.service, call.operation);
  const output = await handler(reading.input as never, call);
  return protocol.answer(operation, (output ?? {}) as Record<string, unknown>, requestId());
}

function refuse({ endpoint, requestId }: Exchange, error: ServiceError): WireResponse {
  return endpoint.protocol.refuse(toWireError(error, endpoint.model), requestId());
}

function asServiceError(error: unknown, call: Call, options: WireOptions): ServiceError {
  if (error instanceof ServiceError) return error;
  options.onDefect?.(error, call);
  const message = `a defect of the emulator in ${call.service}:${call.operation}: ${error}`;
  return new ServiceError('InternalFailure', message, 500);
}

async function whileBusy<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  const done = clock.busy();
  try {
    return await work();
  } finally {
    done();
  }
}
