import { ServiceError } from '../../service.ts';
import type { Execution } from '../execution.ts';
import { StateFailure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
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
export function startExecution(executions: NestedExecutions): Integration {
  return {
    async call(parameters) {
      const { arn, startedAt } = start(executions, parameters);
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

function start(executions: NestedExecutions, parameters: JsonObject): Execution {
  const { StateMachineArn: machineArn, Input: input = {}, Name: name } = parameters;
  try {
    const text = typeof input === 'string' ? input : JSON.stringify(input);
    return executions.start(String(machineArn), text, name === undefined ? undefined : String(name));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const details = `Service: Sfn, Status Code: ${error.statusCode}`;
    throw new StateFailure(`StepFunctions.${error.name}Exception`, `${error.message} (${details})`);
  }
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
