import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { stage as openStage, type Stage } from '../../../emulator/test/states/stage.ts';
import { sfnExecutions } from '../../../src/adapters/aws/sfn-executions.ts';

let stage: Stage;
let machine: string;
beforeEach(async () => {
  stage = await openStage();
  machine = stage.machine('release', 'Done', { Done: { Type: 'Succeed', Output: '{% $states.input %}' } });
});
afterEach(() => stage.close());

const request = { service: 'orders', tag: '2.0.0' };
const executionOf = (name: string) => `${machine.replace(':stateMachine:', ':execution:')}:${name}`;

it('starts an execution with the input', async () => {
  expect(await sfnExecutions(stage.client, machine).start('orders-2.0.0', request)).toBe('started');
  expect(JSON.parse((await stage.ended(executionOf('orders-2.0.0'))).output ?? '')).toEqual(request);
});

it('says so when one of this name ran already', async () => {
  const executions = sfnExecutions(stage.client, machine);
  await executions.start('orders-2.0.0', request);
  await stage.ended(executionOf('orders-2.0.0'));
  expect(await executions.start('orders-2.0.0', request)).toBe('already');
  expect(await executions.start('orders-2.0.0', { ...request, tag: '2.0.1' })).toBe('already');
});

it('fails as CallFailed when there is no such machine', async () => {
  const executions = sfnExecutions(stage.client, machine.replace('release', 'none'));
  await expect(executions.start('orders-2.0.0', request)).rejects.toMatchObject({
    name: 'CallFailed',
    message: expect.stringContaining('StateMachineDoesNotExist'),
  });
});
