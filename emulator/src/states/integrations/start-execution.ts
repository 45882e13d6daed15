import type { InProcessCalls } from '../../in-process-calls.ts';
import { ServiceError } from '../../service.ts';
import type { Execution } from '../execution.ts';
import { StateFailure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import { callFailure, machineNameOf } from './call-failure.ts';
import type { Integration } from './integration.ts';

/** What `states:startExecution` needs of the executions. */
export interface NestedExecutions {
  start(stateMachineArn: string, input: string, name?: string): Execution;
  stop(executionArn: string, error?: string, cause?: string): Execution;
  whenEnded(executionArn: string): Promise<Execution>;
}

/**
 * `states:startExecution`, also waiting for its end; `.sync:2` gives input and output as JSON, `.sync` as text. A parent that
 * ends first stops its child. https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export function startExecution(executions: NestedExecutions, calls: InProcessCalls): Integration {
  return {
    async call(parameters, caller) {
      const { arn, startedAt } = await start(executions, calls, parameters, machineNameOf(caller));
      return { ExecutionArn: arn, StartDate: startedAt };
    },
    async awaitJob(response, suffix, signal) {
      const executionArn = String((response as JsonObject)['ExecutionArn']);
      const stop = () => void executions.stop(executionArn, undefined, 'The parent execution ended.');
      signal.addEventListener('abort', stop, { once: true });
      const execution = await executions.whenEnded(executionArn);
      signal.removeEventListener('abort', stop);
      const description = describe(execution, suffix === '.sync:2');
      if (execution.status === 'SUCCEEDED') return description;
      throw new StateFailure('States.TaskFailed', JSON.stringify(description));
    },
  };
}

async function start(
  executions: NestedExecutions,
  calls: InProcessCalls,
  { StateMachineArn, Input = {}, Name }: JsonObject,
  caller: string,
): Promise<Execution> {
  const stateMachineArn = String(StateMachineArn);
  const text = typeof Input === 'string' ? Input : JSON.stringify(Input);
  const name = Name === undefined ? undefined : String(Name);
  const input = { stateMachineArn, input: text, name };
  const call = { caller, service: 'states', operation: 'StartExecution', input };
  try {
    return await calls.perform(call, () => executions.start(stateMachineArn, text, name));
  } catch (error) {
    throw callFailure(named(error), 'StepFunctions', 'Sfn');
  }
}

/** Tasks see Step Functions' own errors as exceptions, as in `StepFunctions.ExecutionAlreadyExistsException`. */
function named(error: unknown): unknown {
  if (!(error instanceof ServiceError) || error.name.endsWith('Exception')) return error;
  return new ServiceError(`${error.name}Exception`, error.message, error.statusCode);
}

function describe(execution: Execution, parsed: boolean): Json {
  const json = (text: string): Json => (parsed ? (JSON.parse(text) as Json) : text);
  return {
    ExecutionArn: execution.arn,
    Input: json(execution.input),
    InputDetails: { Included: true },
    Name: execution.name,
    ...(execution.output === undefined ? {} : { Output: json(execution.output), OutputDetails: { Included: true } }),
    RedriveCount: execution.redriveCount,
    StartDate: execution.startedAt,
    StateMachineArn: execution.machine.arn,
    Status: execution.status,
    ...(execution.stoppedAt === undefined ? {} : { StopDate: execution.stoppedAt }),
    ...(execution.error === undefined ? {} : { Error: execution.error }),
    ...(execution.cause === undefined ? {} : { Cause: execution.cause }),
  };
}
