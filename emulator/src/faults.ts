import type { Clock } from './clock.ts';
import { type Call, ServiceError } from './service.ts';
import { throttlingError } from './throttling.ts';
import type { Intercept } from './wire/exchange.ts';
import { ConnectionLost } from './wire/wire-error.ts';

/**
 * What goes wrong with a call. `latency` waits `ms` emulated milliseconds and then does the call; `crash` cuts the connection
 * before the effect, `lostAnswer` after it; `kill` ends the calling function's processes right after the effect.
 */
export type Fault =
  | { readonly kind: 'throttle' }
  | { readonly kind: 'error'; readonly name: string; readonly message: string; readonly statusCode: number }
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'crash' }
  | { readonly kind: 'lostAnswer' }
  | { readonly kind: 'kill' };

/**
 * Which calls a fault hits: `service` is a signing name; without `operation` or `caller`, any; `times` is 1 by default.
 * `matching` has the last word and is asked of each call that fits otherwise, so that it may count them.
 */
export interface FaultTarget {
  readonly service: string;
  readonly operation?: string;
  readonly caller?: string;
  readonly matching?: (call: Call) => boolean;
  readonly times?: number;
}

/** A fault that still waits for its calls. */
export interface PendingFault {
  readonly target: FaultTarget;
  readonly fault: Fault;
  readonly timesLeft: number;
}

/** Faults to come. Of several that match one call, the one ordered first hits it. */
export interface Faults {
  /** Breaks the next `times` calls that match; the answer withdraws what is left of it. */
  breakNext(target: FaultTarget, fault: Fault): () => void;
  pending(): readonly PendingFault[];
  clear(): void;
  /** What the wire asks before each effect. */
  readonly intercept: Intercept;
}

/** Creates the faults of one cloud, with none waiting. `killCaller` ends the processes of a function that run right now. */
export function createFaults(clock: Clock, killCaller: (caller: string) => void = () => {}): Faults {
  let waiting: Order[] = [];
  const remove = (order: Order) => {
    waiting = waiting.filter((other) => other !== order);
  };
  const take = (call: Call): Fault | undefined => {
    const order = waiting.find(({ target }) => hits(target, call));
    if (!order) return undefined;
    order.timesLeft -= 1;
    if (order.timesLeft === 0) remove(order);
    return order.fault;
  };

  return {
    breakNext(target, fault) {
      const order = { target, fault, timesLeft: target.times ?? 1 };
      waiting.push(order);
      return () => remove(order);
    },
    pending: () => waiting.map((order) => ({ ...order })),
    clear: () => {
      waiting = [];
    },
    async intercept(call, effect) {
      const fault = take(call);
      return fault ? suffer(fault, call, effect, { clock, killCaller }) : effect();
    },
  };
}

interface Order {
  readonly target: FaultTarget;
  readonly fault: Fault;
  timesLeft: number;
}

function hits(target: FaultTarget, call: Call): boolean {
  return (
    target.service === call.service &&
    (target.operation === undefined || target.operation === call.operation) &&
    (target.caller === undefined || target.caller === call.caller) &&
    (target.matching === undefined || target.matching(call))
  );
}

interface Powers {
  readonly clock: Clock;
  readonly killCaller: (caller: string) => void;
}

async function suffer<T>(
  fault: Fault,
  call: Call,
  effect: () => Promise<T>,
  { clock, killCaller }: Powers,
): Promise<T> {
  switch (fault.kind) {
    case 'throttle':
      throw throttlingError(call.service);
    case 'error':
      throw new ServiceError(fault.name, fault.message, fault.statusCode);
    case 'latency':
      await clock.sleep(fault.ms);
      return effect();
    case 'crash':
      throw new ConnectionLost(`${call.service}:${call.operation} crashed before its effect`);
    case 'lostAnswer':
      await Promise.allSettled([effect()]);
      throw new ConnectionLost(`the answer of ${call.service}:${call.operation} was lost`);
    case 'kill':
      await Promise.allSettled([effect()]);
      killCaller(call.caller);
      throw new ConnectionLost(`${call.caller} was killed after ${call.service}:${call.operation}`);
  }
}
