import { SendTaskFailureCommand, SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Doorbell } from '../../ports/doorbell.ts';
import { callFailed, isNamed } from './call-failed.ts';

/**
 * Answers the token of a task that waits. Who timed out, went on or ended waits no more, and is told apart by these errors:
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
const heard = async (action: string, send: () => Promise<unknown>): Promise<'woken' | 'nobody'> => {
  try {
    await send();
    return 'woken';
  } catch (error) {
    if (isNamed(error, 'TaskTimedOut', 'TaskDoesNotExist')) return 'nobody';
    throw callFailed(action, error);
  }
};

/** Rings an execution of Step Functions that waits with a task token. */
export const sfnDoorbell = (client: SFNClient): Doorbell => ({
  ring: (taskToken) =>
    heard('SendTaskSuccess', () => client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))),
  abort: (taskToken, cause) =>
    heard('SendTaskFailure', () =>
      client.send(new SendTaskFailureCommand({ taskToken, error: 'ReleaseAborted', cause })),
    ),
});
