import {
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Stage, stage, typesOf } from './stage.ts';

let on: Stage;
let tokens: string[] = [];
let onToken: (token: string) => void = () => {};
beforeAll(async () => {
  on = await stage({
    asks: ({ token }: { token: string }) => {
      tokens.push(token);
      onToken(token);
    },
  });
});
beforeEach(() => {
  tokens = [];
  onToken = () => {};
});
afterAll(() => on.close());

const succeed = (taskToken: string, output = '{}') => on.client.send(new SendTaskSuccessCommand({ taskToken, output }));
const fail = (taskToken: string, error: string, cause = '') =>
  on.client.send(new SendTaskFailureCommand({ taskToken, error, cause }));

/** Sends before any more time passes. */
const atOnce = (send: () => Promise<unknown>): void => {
  const done = on.clock.busy();
  void send().finally(done);
};

/** Asks for so many seconds as its input says, again and again until it is answered. */
const asks = {
  Ask: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'asks', Payload: { token: '{% $states.context.Task.Token %}' } },
    TimeoutSeconds: '{% $states.context.Execution.Input.seconds %}',
    Retry: [
      { ErrorEquals: ['States.Timeout', 'Aborted'], MaxAttempts: 0 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 3 },
    ],
    Catch: [
      { ErrorEquals: ['States.Timeout'], Next: 'Look' },
      { ErrorEquals: ['States.ALL'], Next: 'Back', Output: '{% $states.errorOutput %}' },
    ],
    Next: 'Answered',
  },
  Look: { Type: 'Pass', Next: 'Ask' },
  Answered: { Type: 'Succeed' },
  Back: { Type: 'Succeed', Output: '{% $states.input %}' },
};

let machines = 0;
const machine = (states: object = asks): string => {
  machines += 1;
  return on.machine(`asks-${machines}`, 'Ask', states);
};

/** The next token that a task waits with. */
const nextToken = (): Promise<string> => {
  const { promise, resolve } = Promise.withResolvers<string>();
  onToken = resolve;
  return promise;
};

describe('a task that waits with a token for as long as an expression says', () => {
  it('times out, and waits with another token when it is entered again', async () => {
    let asked = 0;
    onToken = (token) => {
      asked += 1;
      if (asked === 3) on.clock.after(1_000_000, () => void succeed(token, '{"said":"yes"}'));
    };
    const { executionArn, output, startDate, stopDate } = await on.run(machine(), { seconds: 6000 });
    expect(JSON.parse(output ?? '')).toEqual({ said: 'yes' });
    expect(Math.floor((Number(stopDate) - Number(startDate)) / 1_000_000)).toBe(6 + 6 + 1);
    expect(new Set(tokens).size).toBe(3);
    const types = typesOf(await on.history(executionArn));
    expect(types.filter((type) => type === 'TaskTimedOut')).toHaveLength(2);
    for (const token of tokens) await expect(succeed(token)).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('makes six history events a wait that times out, and no more', async () => {
    let asked = 0;
    onToken = (token) => {
      asked += 1;
      if (asked === 2) on.clock.after(1000, () => void succeed(token));
    };
    const { executionArn } = await on.run(machine(), { seconds: 6000 });
    const types = typesOf(await on.history(executionArn));
    const entered = types.indexOf('TaskStateEntered');
    expect(types.slice(entered, types.indexOf('PassStateEntered'))).toEqual([
      ...['TaskStateEntered', 'TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskTimedOut', 'TaskStateExited'],
    ]);
  });

  it('refuses to wait for less than a second', async () => {
    const { Catch: _, ...uncaught } = asks.Ask;
    const { error } = await on.run(machine({ Ask: uncaught, Answered: asks.Answered }), { seconds: 0 });
    expect(error).toBe('States.QueryEvaluationError');
  });

  it('is not retried by States.ALL where a retrier before it never retries the error', async () => {
    onToken = (token) => atOnce(() => fail(token, 'Aborted', 'an alarm fired'));
    const { output } = await on.run(machine(), { seconds: 6000 });
    expect(JSON.parse(output ?? '')).toEqual({ Error: 'Aborted', Cause: 'an alarm fired' });
    expect(tokens).toHaveLength(1);
  });

  it('gets another token with each retry', async () => {
    let asked = 0;
    onToken = (token) => {
      asked += 1;
      atOnce(() => (asked < 3 ? fail(token, 'Odd') : succeed(token)));
    };
    expect(await on.run(machine(), { seconds: 6000 })).toMatchObject({ status: 'SUCCEEDED' });
    expect(new Set(tokens).size).toBe(3);
  });
});

describe('the token of an execution that is stopped while it waits', () => {
  const stoppedWhileWaiting = async () => {
    const waits = nextToken();
    const executionArn = on.states.machines.start(machine(), { seconds: 600_000 });
    const token = await waits;
    await on.client.send(new StopExecutionCommand({ executionArn }));
    return { executionArn, token };
  };

  it('is dead, for good news and bad', async () => {
    const { token } = await stoppedWhileWaiting();
    await expect(succeed(token)).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await expect(fail(token, 'Aborted')).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('stays dead after a redrive, which waits with another', async () => {
    const { executionArn, token } = await stoppedWhileWaiting();
    const waits = nextToken();
    await on.client.send(new RedriveExecutionCommand({ executionArn }));
    const second = await waits;
    expect(second).not.toBe(token);
    await expect(succeed(token)).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await succeed(second);
    expect(await on.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('answers to tokens', () => {
  it('are checked for their size', async () => {
    await expect(succeed('x'.repeat(2049))).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(succeed('x', `"${'x'.repeat(262_144)}"`)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(fail('x', 'E'.repeat(257))).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(fail('x', 'E', 'c'.repeat(32_769))).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(fail('x', 'E', 'c'.repeat(32_768))).rejects.toMatchObject({ name: 'InvalidToken' });
  });
});
