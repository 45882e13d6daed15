import type { Fault, FaultTarget } from '../faults.ts';
import { BadRequest } from './bad-request.ts';

/** An order to break calls, as POST /_emulator/faults takes it: target and fault in one flat object. */
export interface FaultOrder {
  readonly target: FaultTarget;
  readonly fault: Fault;
}

type Fields = Readonly<Record<string, unknown>>;

const fields = new Set(['service', 'operation', 'caller', 'times', 'kind', 'name', 'message', 'statusCode', 'ms']);

/** Reads a fault order; throws `BadRequest` naming the field that is wrong. */
export function readFaultOrder(body: unknown): FaultOrder {
  if (typeof body !== 'object' || body === null) throw new BadRequest('the body must be a JSON object');
  const order = body as Fields;
  const unknown = Object.keys(order).filter((name) => !fields.has(name));
  if (unknown.length > 0) throw new BadRequest(`unknown: ${unknown.join(', ')}; known: ${[...fields].join(', ')}`);
  return { target: readTarget(order), fault: readFault(order) };
}

function readTarget(order: Fields): FaultTarget {
  const operation = optionalText(order, 'operation');
  const caller = optionalText(order, 'caller');
  const times = wholeNumber(order, 'times', 1);
  if (times < 1) throw new BadRequest('times must be 1 or more');
  return {
    service: text(order, 'service', 'a signing name such as elasticloadbalancing'),
    times,
    ...(operation === undefined ? {} : { operation }),
    ...(caller === undefined ? {} : { caller }),
  };
}

function readFault(order: Fields): Fault {
  const kind = text(order, 'kind', 'throttle, error, latency, crash or lostAnswer');
  switch (kind) {
    case 'throttle':
    case 'crash':
    case 'lostAnswer':
      return { kind };
    case 'latency':
      return { kind, ms: wholeNumber(order, 'ms') };
    case 'error':
      return {
        kind,
        name: optionalText(order, 'name') ?? 'InternalFailure',
        message: optionalText(order, 'message') ?? 'broken on demand',
        statusCode: wholeNumber(order, 'statusCode', 500),
      };
    default:
      throw new BadRequest(`kind must be throttle, error, latency, crash or lostAnswer, and is '${kind}'`);
  }
}

function text(order: Fields, name: string, expected: string): string {
  const value = optionalText(order, name);
  if (value === undefined) throw new BadRequest(`${name} is required: ${expected}`);
  return value;
}

function optionalText(order: Fields, name: string): string | undefined {
  const value = order[name];
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new BadRequest(`${name} must be a text that is not empty`);
}

function wholeNumber(order: Fields, name: string, otherwise?: number): number {
  const value = order[name] ?? otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new BadRequest(`${name} must be a whole number of 0 or more`);
}
