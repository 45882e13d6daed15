import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Cloud } from '../../../emulator/src/cloud.ts';
import type { Operator } from '../../storm/world/operator.ts';

/** One execution of the release machine. `cause` is the sentence of one that failed, `events` how many its history has. */
export interface Execution {
  readonly status: string;
  readonly cause: string;
  readonly events: number;
}

/** The release machine, as somebody with the Step Functions console has it. */
export interface ReleaseMachine {
  start(input: object): Promise<void>;
  /** All executions, oldest first. */
  executions(): Promise<readonly Execution[]>;
  anyRuns(): Promise<boolean>;
}

/** The release machine of a cloud. */
export function machineIn({ createdResources, clock }: Cloud, { states }: Operator): ReleaseMachine {
  const stateMachineArn = createdResources['ReleaseMachine'] ?? '';
  const list = async () => (await states.send(new ListExecutionsCommand({ stateMachineArn }))).executions ?? [];
  return {
    async start(input) {
      const name = `by-hand-${clock.now()}`;
      await states.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    },
    async executions() {
      const described = (await list()).toReversed().map(async ({ executionArn }) => {
        const { status = '', cause = '' } = await states.send(new DescribeExecutionCommand({ executionArn }));
        const newest = new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 });
        const { events = [] } = await states.send(newest);
        return { status, cause, events: events[0]?.id ?? 0 };
      });
      return Promise.all(described);
    },
    anyRuns: async () => (await list()).some(({ status }) => status === 'RUNNING'),
  };
}
