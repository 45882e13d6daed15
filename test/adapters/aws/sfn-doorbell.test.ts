import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { invoke, stage as openStage, type Stage } from '../../../emulator/test/states/stage.ts';
import { sfnDoorbell } from '../../../src/adapters/aws/sfn-doorbell.ts';

let stage: Stage;
let asked: PromiseWithResolvers<string>;
beforeEach(async () => {
  asked = Promise.withResolvers();
  stage = await openStage({ asks: (token: string) => asked.resolve(token) });
});
afterEach(() => stage.close());

const asks = {
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: { FunctionName: 'asks', Payload: '{% $states.context.Task.Token %}' },
};

/** An execution that waits for an answer, and the token that it waits with. */
const waiting = async () => {
  const executionArn = stage.states.machines.start(stage.machine('release', 'Ask', { Ask: invoke('asks', asks) }), {});
  return { executionArn, token: await asked.promise };
};

it('wakes who waits, who then goes on; a second ring is heard by nobody', async () => {
  const { executionArn, token } = await waiting();
  const doorbell = sfnDoorbell(stage.client);
  expect(await doorbell.ring(token)).toBe('woken');
  expect(await stage.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{}' });
  expect(await doorbell.ring(token)).toBe('nobody');
  expect(await doorbell.abort(token, 'an alarm fired')).toBe('nobody');
});

it('wakes who waits with ReleaseAborted and the reason', async () => {
  const { executionArn, token } = await waiting();
  expect(await sfnDoorbell(stage.client).abort(token, 'an alarm fired')).toBe('woken');
  const ended = await stage.ended(executionArn);
  expect(ended).toMatchObject({ status: 'FAILED', error: 'ReleaseAborted', cause: 'an alarm fired' });
});

it('is heard by nobody when the execution was stopped meanwhile', async () => {
  const { executionArn, token } = await waiting();
  await stage.client.send(new StopExecutionCommand({ executionArn }));
  expect(await sfnDoorbell(stage.client).abort(token, 'an alarm fired')).toBe('nobody');
});

it('fails as CallFailed for what never was a token', async () => {
  await expect(sfnDoorbell(stage.client).ring('nonsense')).rejects.toMatchObject({
    name: 'CallFailed',
    message: expect.stringContaining('SendTaskSuccess failed: InvalidToken'),
  });
});
