import { DescribeExecutionCommand, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { ExecutionEnd, ExecutionFacts, MachineName, Sighting } from '../sighting.ts';
import { createHistoryReader, newEvents, parsed, transitionsIn } from './history.ts';

/** Follows all executions of one state machine, in the order in which they are found. */
export interface ExecutionWatch {
  /** Looks once, and answers what is new. */
  look(): Promise<Sighting[]>;
  facts(): readonly ExecutionFacts[];
}

interface Followed {
  facts: ExecutionFacts;
  lastEventId: number;
  readonly read: ReturnType<typeof createHistoryReader>;
}

/** Which of Tidegate's state machines is followed. */
export interface WatchedMachine {
  readonly machine: MachineName;
  readonly stateMachineArn: string;
}

/** Starts with no execution known. */
export function watchExecutions(states: SFNClient, { machine, stateMachineArn }: WatchedMachine): ExecutionWatch {
  const followed = new Map<string, Followed>();

  async function meet(arn: string): Promise<Sighting> {
    const described = await states.send(new DescribeExecutionCommand({ executionArn: arn }));
    const startedAt = described.startDate?.getTime() ?? 0;
    const name = described.name ?? arn;
    const input = (parsed(described.input) ?? {}) as ExecutionFacts['input'];
    const facts = { machine, arn, name, input, startedAt, transitions: 0, end: undefined };
    followed.set(arn, { facts, lastEventId: 0, read: createHistoryReader(name) });
    return { kind: 'executionStarted', at: startedAt, execution: facts };
  }

  async function follow(one: Followed, isOver: boolean): Promise<Sighting[]> {
    const end = isOver ? await endOf(states, one.facts.arn) : undefined;
    const events = await newEvents(states, one.facts.arn, one.lastEventId);
    one.lastEventId = events.at(-1)?.id ?? one.lastEventId;
    one.facts = { ...one.facts, transitions: one.facts.transitions + transitionsIn(events), end };
    const seen = one.read(events);
    return end === undefined ? seen : [...seen, { kind: 'executionEnded', at: end.at, execution: one.facts, end }];
  }

  return {
    async look() {
      const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 100 }));
      const arns = executions.map(({ executionArn = '' }) => executionArn).toReversed();
      const met = await Promise.all(arns.filter((arn) => !followed.has(arn)).map(meet));
      const over = new Set(
        executions.flatMap(({ executionArn, status }) => (status === 'RUNNING' ? [] : [executionArn])),
      );
      const open = [...followed.values()].filter(({ facts }) => facts.end === undefined);
      const seen = await Promise.all(open.map((one) => follow(one, over.has(one.facts.arn))));
      return [...met, ...seen.flat()];
    },
    facts: () => [...followed.values()].map(({ facts }) => facts),
  };
}

async function endOf(states: SFNClient, executionArn: string): Promise<ExecutionEnd> {
  const described = await states.send(new DescribeExecutionCommand({ executionArn }));
  const { status = '', stopDate, error, cause, output } = described;
  const { because, kind, outcome } = (parsed(output) ?? {}) as { because?: string; kind?: string; outcome?: string };
  return {
    at: stopDate?.getTime() ?? 0,
    status,
    error,
    queued: kind === 'queued',
    withdrawn: outcome === 'withdrawn',
    idle: outcome === 'nothing',
    because: because ?? cause ?? status.toLowerCase(),
  };
}
