import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Executions } from '../../ports/executions.ts';
import { callFailed, isNamed } from './call-failed.ts';

/**
 * Executions of one standard state machine. While one of this name and input still runs, Step Functions answers as if it had
 * just been started: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const sfnExecutions = (client: SFNClient, stateMachineArn: string): Executions => ({
  start: async (name, input) => {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      return 'started';
    } catch (error) {
      if (isNamed(error, 'ExecutionAlreadyExists')) return 'already';
      throw callFailed('StartExecution', error);
    }
  },
  stateOf: async (name) => {
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    try {
      const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
      return status === 'RUNNING' || status === 'PENDING_REDRIVE' ? 'running' : 'ended';
    } catch (error) {
      if (isNamed(error, 'ExecutionDoesNotExist')) return 'unknown';
      throw callFailed('DescribeExecution', error);
    }
  },
});
