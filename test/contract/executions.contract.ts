import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { sfnExecutions } from '../../src/adapters/aws/sfn-executions.ts';
import type { Executions } from '../../src/ports/executions.ts';
import { eventually, onEachCloud, unique } from './clouds.ts';

const request = { service: 'orders', tag: '2.0.0' };

onEachCloud('executions', (cloud) => {
  const { scenario } = cloud;
  let client: SFNClient;
  let waiting: string;
  let executions: Executions;
  const started: string[] = [];

  const machine = async (name: string, startAt: string, states: object): Promise<string> => {
    const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: startAt, States: states });
    const roleArn = 'arn:aws:iam::123456789012:role/machine';
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({ name: unique(name), definition, roleArn }),
    );
    return stateMachineArn ?? '';
  };
  const executionOf = (arn: string, name: string) => `${arn.replace(':stateMachine:', ':execution:')}:${name}`;
  const stop = (executionArn: string) => client.send(new StopExecutionCommand({ executionArn }));
  const begin = async (input: object = request): Promise<string> => {
    const name = unique('orders-2.0.0');
    expect(await executions.start(name, input)).toBe('started');
    started.push(executionOf(waiting, name));
    return name;
  };

  beforeAll(async () => {
    client = cloud.client(SFNClient);
    waiting = await machine('waiting', 'Wait', { Wait: { Type: 'Wait', Seconds: 86_400, End: true } });
    executions = sfnExecutions(client, waiting);
  });
  afterAll(async () => {
    for (const executionArn of started) await stop(executionArn);
  });

  scenario('start with their input', async () => {
    const executionArn = executionOf(waiting, await begin());
    const { status, input } = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(status).toBe('RUNNING');
    expect(JSON.parse(input ?? '')).toEqual(request);
  });

  scenario(
    'start once, though told twice, while they run',
    async () => {
      const name = await begin();
      expect(await executions.start(name, request)).toBe('started');
      const again = { stateMachineArn: waiting, name, input: JSON.stringify(request) };
      const { executionArn } = await client.send(new StartExecutionCommand(again));
      expect(executionArn).toBe(executionOf(waiting, name));
    },
    { ministack: 'it answers ExecutionAlreadyExists' },
  );

  scenario('of the same name do not start with another input', async () => {
    expect(await executions.start(await begin(), { ...request, tag: '2.0.1' })).toBe('already');
  });

  scenario('do not start again once they have ended', async () => {
    const name = await begin();
    await stop(executionOf(waiting, name));
    expect(await executions.start(name, request)).toBe('already');
  });

  scenario('fail in words of AWS where there is no machine', async () => {
    const none = sfnExecutions(client, `${waiting}-none`);
    await expect(none.start('orders', request)).rejects.toMatchObject({
      name: 'CallFailed',
      message: expect.stringContaining('StateMachineDoesNotExist'),
    });
  });

  scenario(
    'end by a state of kind Fail, with a sentence made by JSONata',
    async () => {
      const Cause = "{% 'no policy for ' & $states.input.service %}";
      const failing = await machine('failing', 'Refused', { Refused: { Type: 'Fail', Error: 'Refused', Cause } });
      const name = unique('orders');
      await sfnExecutions(client, failing).start(name, request);
      const executionArn = executionOf(failing, name);
      const ended = await eventually(
        () => client.send(new DescribeExecutionCommand({ executionArn })),
        ({ status }) => status !== 'RUNNING',
      );
      expect(ended).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'no policy for orders' });
    },
    { moto: 'it runs nothing unless told to' },
  );

  scenario(
    'do not begin with a machine that leads nowhere',
    async () => {
      const dangling = machine('dangling', 'Pass', { Pass: { Type: 'Pass', Next: 'Nowhere' } });
      await expect(dangling).rejects.toMatchObject({ name: 'InvalidDefinition' });
    },
    { moto: 'it takes any definition', ministack: 'it takes any definition' },
  );
});
