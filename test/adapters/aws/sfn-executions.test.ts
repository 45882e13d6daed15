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

it('knows which executions run, which ended, and which never were', async () => {
  const waiting = stage.machine('waiting', 'Wait', {
    Wait: { Type: 'Wait', Seconds: 3600, Next: 'Done' },
    Done: { Type: 'Succeed' },
  });
  await sfnExecutions(stage.client, waiting).start('orders-2.0.0', request);
  expect(await sfnExecutions(stage.client, waiting).stateOf('orders-2.0.0')).toBe('running');
  await sfnExecutions(stage.client, machine).start('orders-2.0.0', request);
  await stage.ended(executionOf('orders-2.0.0'));
  expect(await sfnExecutions(stage.client, machine).stateOf('orders-2.0.0')).toBe('ended');
  expect(await sfnExecutions(stage.client, machine).stateOf('orders-2.0.1')).toBe('unknown');
});

it('fails as CallFailed when there is no such machine', async () => {
  const executions = sfnExecutions(stage.client, machine.replace('release', 'none'));
  await expect(executions.start('orders-2.0.0', request)).rejects.toMatchObject({
    name: 'CallFailed',
    message: expect.stringContaining('StateMachineDoesNotExist'),
  });
});
