import type {
  CreateStateMachineInput,
  DescribeExecutionInput,
  DescribeExecutionOutput,
  DescribeStateMachineInput,
  ExecutionListItem,
  GetExecutionHistoryInput,
  HistoryEvent,
  ListExecutionsInput,
  ListStateMachinesInput,
  RedriveExecutionInput,
  SendTaskFailureInput,
  SendTaskHeartbeatInput,
  SendTaskSuccessInput,
  StartExecutionInput,
  StopExecutionInput,
} from '@aws-sdk/client-sfn';
import type { Clock } from '../clock.ts';
import { type AwsService, ServiceError } from '../service.ts';
import { checkAnswer } from './answer-limits.ts';
import type { Execution } from './execution.ts';
import type { Executions } from './executions.ts';
import type { Json } from './json.ts';
import { createMachine, describeMachine, listedMachine, type MachineStore } from './machine.ts';
import { pageOf } from './pages.ts';

/** The operations of Step Functions that exist here, by name. */
export function operationsOf(machines: MachineStore, executions: Executions, clock: Clock): AwsService['operations'] {
  return { ...machineOperations(machines), ...executionOperations(executions, clock), ...taskOperations(executions) };
}

function machineOperations(machines: MachineStore): AwsService['operations'] {
  return {
    CreateStateMachine: (input: CreateStateMachineInput) => {
      const { arn, createdAt } = createMachine(machines, input);
      return { stateMachineArn: arn, creationDate: new Date(createdAt) };
    },
    DescribeStateMachine: (input: DescribeStateMachineInput) =>
      describeMachine(machines.get(input.stateMachineArn ?? '')),
    ListStateMachines: (input: ListStateMachinesInput) => {
      const { items, ...rest } = pageOf(machines.list(), input.maxResults, input.nextToken);
      return { stateMachines: items.map(listedMachine), ...rest };
    },
  };
}

function executionOperations(executions: Executions, clock: Clock): AwsService['operations'] {
  return {
    StartExecution: (input: StartExecutionInput) => {
      const { arn, startedAt } = executions.start(input.stateMachineArn ?? '', input.input ?? '{}', input.name);
      return { executionArn: arn, startDate: new Date(startedAt) };
    },
    StopExecution: (input: StopExecutionInput) => {
      const { stoppedAt } = executions.stop(input.executionArn ?? '', input.error, input.cause);
      return { stopDate: new Date(stoppedAt ?? clock.now()) };
    },
    RedriveExecution: (input: RedriveExecutionInput) => {
      const { redrivenAt } = executions.redrive(input.executionArn ?? '');
      return { redriveDate: new Date(redrivenAt ?? clock.now()) };
    },
    DescribeExecution: (input: DescribeExecutionInput) =>
      describeExecution(executions.get(input.executionArn ?? ''), clock.now()),
    GetExecutionHistory: (input: GetExecutionHistoryInput) => {
      const { items, ...rest } = pageOf(historyOf(executions, input), input.maxResults, input.nextToken);
      return { events: items, ...rest };
    },
    ListExecutions: (input: ListExecutionsInput) => {
      const all = executions.of(input.stateMachineArn ?? '');
      const wanted = all.filter(({ status }) => input.statusFilter === undefined || input.statusFilter === status);
      const { items, ...rest } = pageOf(wanted, input.maxResults, input.nextToken);
      return { executions: items.map(listedExecution), ...rest };
    },
  };
}

function taskOperations({ tokens }: Executions): AwsService['operations'] {
  return {
    SendTaskSuccess: ({ taskToken = '', output = '' }: SendTaskSuccessInput) => {
      checkAnswer({ taskToken, output });
      tokens.settle(taskToken, { output: parseOutput(output) });
      return {};
    },
    SendTaskFailure: ({ taskToken = '', error, cause }: SendTaskFailureInput) => {
      checkAnswer({ taskToken, error, cause });
      tokens.settle(taskToken, { error, cause });
      return {};
    },
    SendTaskHeartbeat: ({ taskToken = '' }: SendTaskHeartbeatInput) => {
      checkAnswer({ taskToken });
      tokens.heartbeat(taskToken);
      return {};
    },
  };
}

function parseOutput(output: string): Json {
  try {
    return JSON.parse(output) as Json;
  } catch (error) {
    throw new ServiceError('InvalidOutput', `Invalid Output: '${(error as Error).message}'`);
  }
}

function describeExecution(execution: Execution, now: number): DescribeExecutionOutput {
  const { input, output, error, cause, redrivenAt } = execution;
  const refusal = execution.refusalToRedrive(now);
  return {
    ...listedExecution(execution),
    input,
    inputDetails: { included: true },
    output,
    outputDetails: output === undefined ? undefined : { included: true },
    error,
    cause,
    redriveDate: redrivenAt === undefined ? undefined : new Date(redrivenAt),
    redriveStatus: refusal === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    redriveStatusReason: refusal,
  };
}

/** What ListExecutions tells of an execution; DescribeExecution tells it too. */
function listedExecution(execution: Execution) {
  const { arn, machine, name, status, startedAt, stoppedAt, redriveCount } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate: new Date(startedAt),
    stopDate: stoppedAt === undefined ? undefined : new Date(stoppedAt),
    redriveCount,
  } satisfies ExecutionListItem;
}

function historyOf(executions: Executions, input: GetExecutionHistoryInput): readonly HistoryEvent[] {
  const { events } = executions.get(input.executionArn ?? '').history;
  const told = input.includeExecutionData === false ? events.map(withoutData) : events;
  return input.reverseOrder ? told.toReversed() : told;
}

const DATA_MEMBERS = new Set(['input', 'output', 'parameters', 'assignedVariables', 'error', 'cause']);

function withoutData(event: HistoryEvent): HistoryEvent {
  return JSON.parse(
    JSON.stringify(event, (key, value: unknown) => (DATA_MEMBERS.has(key) ? undefined : value)),
    (key, value: unknown) => (key === 'timestamp' ? new Date(String(value)) : value),
  ) as HistoryEvent;
}
