import type { Fault, FaultTarget } from '../faults.ts';
import { BadRequest } from './bad-request.ts';
import { OrderFields } from './order-fields.ts';

/** An order to break calls, as POST /_emulator/faults takes it: target and fault in one flat object. */
export interface FaultOrder {
  readonly target: FaultTarget;
  readonly fault: Fault;
}

const fields = ['service', 'operation', 'caller', 'times', 'kind', 'name', 'message', 'statusCode', 'ms'];
const kinds = 'throttle, error, latency, crash or lostAnswer';

/** Reads a fault order; throws `BadRequest` naming the field that is wrong. */
export function readFaultOrder(body: unknown): FaultOrder {
  const order = new OrderFields(body, fields);
  return { target: readTarget(order), fault: readFault(order) };
}

function readTarget(order: OrderFields): FaultTarget {
  const operation = order.optionalText('operation');
  const caller = order.optionalText('caller');
  const times = order.wholeNumber('times', 1);
  if (times < 1) throw new BadRequest('times must be 1 or more');
  return {
    service: order.text('service', 'a signing name such as elasticloadbalancing'),
    times,
    ...(operation === undefined ? {} : { operation }),
    ...(caller === undefined ? {} : { caller }),
  };
}

function readFault(order: OrderFields): Fault {
  const kind = order.text('kind', kinds);
  switch (kind) {
    case 'throttle':
    case 'crash':
    case 'lostAnswer':
      return { kind };
    case 'latency':
      return { kind, ms: order.wholeNumber('ms') };
    case 'error':
      return {
        kind,
        name: order.optionalText('name') ?? 'InternalFailure',
        message: order.optionalText('message') ?? 'broken on demand',
        statusCode: order.wholeNumber('statusCode', 500),
      };
    default:
      throw new BadRequest(`kind must be ${kinds}, and is '${kind}'`);
  }
}
