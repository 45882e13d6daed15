import type { DescribeExecutionOutput, HistoryEvent } from '@aws-sdk/client-sfn';
import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Clock } from '../../src/clock.ts';
import type { Functions, Invocation, ServiceEvent } from '../../src/ports.ts';
import { createClock } from '../../src/scaled-clock.ts';
import { seededRandom } from '../../src/seeded-random.ts';
import { ServiceError } from '../../src/service.ts';
import { createStates, type States } from '../../src/states/service.ts';
import { serve } from '../support/serve.ts';

export const roleArn = 'arn:aws:iam::123456789012:role/machine';

/** Stands for a Lambda function: what it returns is the payload, what it throws is the function's error. */
export type Handler = (payload: never) => unknown;

/** Step Functions in virtual time, over the wire, with functions that the test writes. */
export interface Stage {
  readonly client: SFNClient;
  readonly clock: Clock;
  readonly states: States;
  readonly events: readonly ServiceEvent[];
  /** Defines a machine of these states and answers its ARN. */
  machine(name: string, startAt: string, states: object, more?: object): string;
  /** Starts an execution and answers its description when it has ended. */
  run(machineArn: string, input?: unknown, name?: string): Promise<DescribeExecutionOutput>;
  ended(executionArn: string): Promise<DescribeExecutionOutput>;
  history(executionArn: string | undefined): Promise<HistoryEvent[]>;
  close(): Promise<void>;
}

export async function stage(handlers: Readonly<Record<string, Handler>> = {}): Promise<Stage> {
  const clock = createClock({ scale: Infinity, start: Date.UTC(2026, 0, 5, 9) });
  const place = { accountId: '123456789012', region: 'eu-west-1', clock, random: seededRandom(7) };
  const events: ServiceEvent[] = [];
  const listeners = new Set<() => void>();
  const publish = (event: ServiceEvent) => {
    events.push(event);
    for (const listener of listeners) listener();
  };
  const states = createStates(place, { functions: functionsOf(handlers), events: { publish } });
  const served = await serve(clock, states.service);
  const client = new SFNClient(served.config);
  const describe = (executionArn: string) => client.send(new DescribeExecutionCommand({ executionArn }));

  const ended = async (executionArn: string) => {
    const isOver = (event: ServiceEvent) => {
      const { executionArn: arn, status } = event.detail as { executionArn: string; status: string };
      return arn === executionArn && status !== 'RUNNING';
    };
    const seen = events.length;
    if ((await describe(executionArn)).status === 'RUNNING' && !events.slice(seen).some(isOver)) {
      await new Promise<void>((resolve) => {
        const listener = () => {
          if (!isOver(events.at(-1) as ServiceEvent)) return;
          listeners.delete(listener);
          resolve();
        };
        listeners.add(listener);
      });
    }
    return describe(executionArn);
  };

  return {
    client,
    clock,
    states,
    events,
    machine: (name, startAt, group, more = {}) =>
      states.define({
        name,
        roleArn,
        definition: { QueryLanguage: 'JSONata', StartAt: startAt, States: group, ...more },
      }),
    run: (machineArn, input = {}, name?) => ended(states.machines.start(machineArn, input, name)),
    ended,
    history: async (executionArn) => {
      const { events: told } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
      return told ?? [];
    },
    close: async () => {
      client.destroy();
      states.close();
      await served.close();
      clock.close();
    },
  };
}

function functionsOf(handlers: Readonly<Record<string, Handler>>): Functions {
  return {
    async invoke(name, payload): Promise<Invocation> {
      const handler = handlers[name];
      if (!handler) throw new ServiceError('ResourceNotFoundException', `Function not found: ${name}`, 404);
      try {
        return { payload: await handler(payload as never) };
      } catch (error) {
        if (error instanceof ServiceError) throw error;
        const { name: errorType, message: errorMessage } = error as Error;
        return { errorType, errorMessage, payload: { errorType, errorMessage, trace: [] } };
      }
    },
  };
}

/** A Task that invokes a function with the state's input, as most machines have it. */
export function invoke(functionName: string, more: object = {}): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: functionName, Payload: '{% $states.input %}' },
    ...('Next' in more ? {} : { End: true }),
    ...more,
  };
}

/** An error as a function throws it: its name is what ErrorEquals matches. */
export function named(name: string, message = 'no luck'): Error {
  return Object.assign(new Error(message), { name });
}

/** The types of the events, in order. */
export function typesOf(events: readonly HistoryEvent[]): (string | undefined)[] {
  return events.map(({ type }) => type);
}
