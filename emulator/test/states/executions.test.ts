import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { invoke, type Stage, stage, typesOf } from './stage.ts';

let on: Stage;
let finished = 0;
let waiting = '';
let quick = '';

beforeAll(async () => {
  on = await stage({
    finishes: async () => {
      await on.clock.sleep(10_000);
      finished += 1;
    },
  });
  waiting = on.machine('waiting', 'W', { W: { Type: 'Wait', Seconds: 3600, End: true } });
  quick = on.machine('quick', 'P', { P: { Type: 'Pass', End: true } });
});
afterAll(() => on.close());

const start = (stateMachineArn: string, name?: string, input?: string) =>
  on.client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
const stop = (executionArn: string | undefined, error?: string, cause?: string) =>
  on.client.send(new StopExecutionCommand({ executionArn, error, cause }));
/** Keeps emulated time from running on while the test looks at a running execution. */
async function whileTimeStands<T>(look: () => Promise<T>): Promise<T> {
  const done = on.clock.busy();
  try {
    return await look();
  } finally {
    done();
  }
}

describe('StartExecution', () => {
  it('answers the running execution of the same name and input, and refuses another input or a closed one', async () => {
    const arn = await whileTimeStands(async () => {
      const first = await start(waiting, 'again', '{"n":1}');
      expect(await start(waiting, 'again', '{"n":1}')).toMatchObject({ executionArn: first.executionArn });
      await expect(start(waiting, 'again', '{"n": 1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
      return first.executionArn ?? '';
    });
    await on.ended(arn);
    await expect(start(waiting, 'again', '{"n":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it.each([
    ['a name with a colon', 'sha256:1', '{}', 'InvalidName'],
    ['a name with a space', 'a b', '{}', 'InvalidName'],
    ['a name of 81 characters', 'x'.repeat(81), '{}', 'ValidationException'],
    ['input that is no JSON', 'ok', '{', 'InvalidExecutionInput'],
    ['input above 256 KiB', 'ok', JSON.stringify('x'.repeat(262_144)), 'ValidationException'],
  ])('refuses %s', async (_, name, input, error) => {
    await expect(start(quick, name, input)).rejects.toMatchObject({ name: error });
  });

  it('refuses machines that do not exist', async () => {
    await expect(start(`${quick}x`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    await expect(start('quick')).rejects.toMatchObject({ name: 'InvalidArn' });
  });
});

describe('the end of an execution', () => {
  it('tells EventBridge when it starts and when it ends, with input and output as text', async () => {
    const { executionArn, startDate, stopDate } = await on.run(quick, { n: 1 });
    const told = on.events.filter(({ resources }) => resources?.[0] === executionArn);
    expect(told.map(({ detail }) => (detail as { status: string }).status)).toEqual(['RUNNING', 'SUCCEEDED']);
    expect(told[0]).toMatchObject({ source: 'aws.states', detailType: 'Step Functions Execution Status Change' });
    expect(told[0]?.detail).toMatchObject({ stopDate: null, output: null, input: '{"n":1}', stateMachineArn: quick });
    expect(told[1]?.detail).toMatchObject({
      startDate: Number(startDate),
      stopDate: Number(stopDate),
      output: '{"n":1}',
      redriveStatus: 'NOT_REDRIVABLE',
    });
  });

  it('comes at once when stopped, and is told once', async () => {
    const { executionArn = '' } = await whileTimeStands(async () => {
      const started = await start(waiting);
      await stop(started.executionArn, 'Enough', 'by hand');
      await stop(started.executionArn, 'Again');
      return started;
    });
    const described = await on.ended(executionArn);
    expect(described).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'by hand',
      redriveStatus: 'REDRIVABLE',
    });
    expect(typesOf(await on.history(executionArn)).slice(-2)).toEqual(['WaitStateEntered', 'ExecutionAborted']);
    expect(on.events.filter(({ resources }) => resources?.[0] === executionArn)).toHaveLength(2);
  });

  it('does not stop a Lambda function that runs already', async () => {
    const arn = on.machine('stops', 'T', { T: invoke('finishes') });
    await whileTimeStands(async () => stop((await start(arn)).executionArn));
    expect(finished).toBe(0);
    await on.clock.sleep(11_000);
    expect(finished).toBe(1);
  });

  it('is a timeout after the TimeoutSeconds of the machine, without error in DescribeExecution', async () => {
    const states = { W: { Type: 'Wait', Seconds: 36_000, End: true } };
    const arn = on.machine('in-time', 'W', states, { TimeoutSeconds: 3000 });
    const described = await on.run(arn);
    expect(described.status).toBe('TIMED_OUT');
    expect(described.error).toBeUndefined();
    expect(Math.floor((Number(described.stopDate) - Number(described.startDate)) / 100_000)).toBe(30);
    const last = (await on.history(described.executionArn)).at(-1);
    expect(last).toMatchObject({
      type: 'ExecutionTimedOut',
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
  });

  it('comes with event 25,000, whatever Catch says', async () => {
    const loop = {
      StartAt: 'L',
      States: {
        L: { Type: 'Pass', Next: 'M' },
        M: { Type: 'Choice', Choices: [{ Condition: true, Next: 'L' }], Default: 'End' },
        End: { Type: 'Succeed' },
      },
    };
    const parallel = {
      Type: 'Parallel',
      Branches: [loop],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
      End: true,
    };
    const arn = on.machine('endless', 'P', { P: parallel, Caught: { Type: 'Succeed' } });
    const { executionArn, status, error, cause } = await on.run(arn);
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.Runtime' });
    expect(cause).toBe('The execution reached the maximum number of history events (25000).');
    const { events } = await on.client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 2 }),
    );
    expect(events?.map(({ id, type }) => [id, type === 'ExecutionFailed'])).toEqual([
      [25_000, true],
      [24_999, false],
    ]);
  });
});

describe('looking at executions', () => {
  it('pages through the history, in both orders and without data', async () => {
    const { executionArn } = await on.run(quick, { secret: 1 });
    const page = async (nextToken?: string) =>
      on.client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 3, nextToken }));
    const first = await page();
    const second = await page(first.nextToken);
    expect([...(first.events ?? []), ...(second.events ?? [])].map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(second.nextToken).toBeUndefined();
    const bare = await on.client.send(new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }));
    expect(JSON.stringify(bare.events)).not.toContain('secret');
    expect(bare.events?.[0]?.timestamp).toBeInstanceOf(Date);
  });

  it('lists the latest executions first, by status', async () => {
    const arn = on.machine('listed', 'C', {
      C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.fail %}', Next: 'F' }], Default: 'S' },
      F: { Type: 'Fail', Error: 'E' },
      S: { Type: 'Succeed' },
    });
    await on.run(arn, { fail: false }, 'one');
    await on.run(arn, { fail: true }, 'two');
    await on.run(arn, { fail: false }, 'three');
    const list = async (more: object) =>
      (await on.client.send(new ListExecutionsCommand({ stateMachineArn: arn, ...more }))).executions?.map(
        ({ name }) => name,
      );
    expect(await list({})).toEqual(['three', 'two', 'one']);
    expect(await list({ statusFilter: 'SUCCEEDED' })).toEqual(['three', 'one']);
    const page = async (nextToken?: string) =>
      on.client.send(
        new ListExecutionsCommand({ stateMachineArn: arn, statusFilter: 'SUCCEEDED', maxResults: 1, nextToken }),
      );
    const first = await page();
    const second = await page(first.nextToken);
    expect([...(first.executions ?? []), ...(second.executions ?? [])].map(({ name }) => name)).toEqual([
      'three',
      'one',
    ]);
    expect(second.nextToken).toBeUndefined();
  });

  it('counts state transitions', async () => {
    const { executionArn = '' } = await on.run(quick);
    expect(on.states.stateTransitions(executionArn)).toBe(1);
  });

  it('knows no other executions', async () => {
    const executionArn = 'arn:aws:states:eu-west-1:123456789012:execution:quick:nobody';
    const describing = on.client.send(new DescribeExecutionCommand({ executionArn }));
    await expect(describing).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });
});
