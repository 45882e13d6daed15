import type { Clock } from './clock.ts';
import type { Functions, Machines } from './ports.ts';
import type { Recorder } from './recorder.ts';
import type { Call } from './service.ts';
import type { Intercept } from './wire/exchange.ts';

/** A call that one emulated service makes to another; `caller` is the machine, rule, alarm or topic on whose behalf. */
export type InProcessCall = Omit<Call, 'at' | 'byService'>;

/** Does for calls between services what the wire does for those of clients: records them, and lets faults break them. */
export interface InProcessCalls {
  /** Answers what the effect answers; throws its error, the fault's `ServiceError`, or `ConnectionLost`. */
  perform<T>(call: InProcessCall, effect: (call: Call) => T | Promise<T>): Promise<T>;
}

/** What watches calls, if anything does. */
export interface CallWatchers {
  readonly recorder?: Recorder;
  readonly intercept?: Intercept;
}

export function createInProcessCalls(clock: Clock, { recorder, intercept }: CallWatchers): InProcessCalls {
  const unbroken: Intercept = (_call, effect) => effect();
  const around = intercept ?? unbroken;
  return {
    async perform(facts, effect) {
      const call: Call = { at: clock.now(), ...facts, byService: true };
      const record = (more: { readonly error?: string }) =>
        recorder?.record({ ...call, durationMs: clock.now() - call.at, ...more });
      try {
        const answer = await around(call, () => whileBusy(clock, () => effect(call)));
        record({});
        return answer;
      } catch (error) {
        record({ error: error instanceof Error ? error.name : String(error) });
        throw error;
      }
    },
  };
}

async function whileBusy<T>(clock: Clock, effect: () => T | Promise<T>): Promise<T> {
  const done = clock.busy();
  try {
    return await effect();
  } finally {
    done();
  }
}

/** The functions, as services invoke them: each invocation is a call to Lambda. */
export function watchFunctions(functions: Functions, calls: InProcessCalls): Functions {
  return {
    invoke(nameOrArn, payload, kind, caller = 'aws') {
      const input = {
        FunctionName: nameOrArn,
        InvocationType: kind === 'event' ? 'Event' : 'RequestResponse',
        Payload: new TextEncoder().encode(JSON.stringify(payload ?? {})),
      };
      const call = { caller, service: 'lambda', operation: 'Invoke', input };
      return calls.perform(call, () => functions.invoke(nameOrArn, payload, kind, caller));
    },
  };
}

/** The machines, as services start them: each start is a call to Step Functions. */
export function watchMachines(machines: Machines, calls: InProcessCalls): Machines {
  return {
    start(stateMachineArn, execution, name, caller = 'aws') {
      const input = { stateMachineArn, input: JSON.stringify(execution ?? {}), name };
      const call = { caller, service: 'states', operation: 'StartExecution', input };
      return calls.perform(call, () => machines.start(stateMachineArn, execution, name, caller));
    },
  };
}
