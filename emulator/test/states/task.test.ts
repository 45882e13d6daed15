import { SendTaskFailureCommand, SendTaskHeartbeatCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceError } from '../../src/service.ts';
import { invoke, named, type Stage, stage, typesOf } from './stage.ts';

let on: Stage;
let failures: Error[] = [];
let calls: unknown[] = [];
let onToken: (token: string) => void = () => {};

beforeAll(async () => {
  on = await stage({
    echo: (payload: unknown) => payload,
    flaky: (payload: unknown) => {
      calls.push(payload);
      const failure = failures.shift();
      if (failure) throw failure;
      return { attempts: calls.length };
    },
    never: () => new Promise(() => {}),
    large: () => 'x'.repeat(262_145),
    takesToken: ({ token }: { token: string }) => onToken(token),
  });
});
afterEach(() => {
  failures = [];
  calls = [];
});
afterAll(() => on.close());

const callback = {
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: { FunctionName: 'takesToken', Payload: { token: '{% $states.context.Task.Token %}' } },
};

let machines = 0;
async function runTask(task: object, input: unknown = {}) {
  machines += 1;
  const caught = 'Catch' in task ? { Caught: { Type: 'Succeed' } } : {};
  const arn = on.machine(`task-${machines}`, 'T', { T: task, ...caught });
  const described = await on.run(arn, input);
  const seconds = (Number(described.stopDate) - Number(described.startDate)) / 1000;
  const output = described.output === undefined ? undefined : JSON.parse(described.output);
  return { ...described, seconds, output };
}

const toCaught = (...errors: string[]) => ({ Catch: [{ ErrorEquals: errors, Next: 'Caught' }] });

describe('lambda:invoke', () => {
  it('gives the payload with version and status code', async () => {
    const { output } = await runTask(invoke('echo'), { n: 1 });
    expect(output).toMatchObject({ Payload: { n: 1 }, StatusCode: 200, ExecutedVersion: '$LATEST' });
  });

  it('records what it calls and what came back', async () => {
    const { executionArn } = await runTask(invoke('echo', { TimeoutSeconds: 5, Output: 1 }), { n: 1 });
    const events = await on.history(executionArn);
    expect(typesOf(events)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(events[2]?.taskScheduledEventDetails).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'eu-west-1',
      parameters: '{"FunctionName":"echo","Payload":{"n":1}}',
      timeoutInSeconds: 5,
    });
    expect(events.map(({ previousEventId }) => previousEventId)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("names a function's error by its errorType and gives the whole payload as cause", async () => {
    failures = [named('ReleaseAborted', 'an alarm fired')];
    const { error, cause, executionArn } = await runTask(invoke('flaky'));
    expect(error).toBe('ReleaseAborted');
    expect(JSON.parse(cause ?? '')).toMatchObject({ errorType: 'ReleaseAborted', errorMessage: 'an alarm fired' });
    const failed = (await on.history(executionArn)).find(({ type }) => type === 'TaskFailed');
    expect(failed?.taskFailedEventDetails).toMatchObject({ resource: 'invoke', error: 'ReleaseAborted' });
  });

  it("reports errors of the service as Lambda's", async () => {
    failures = [new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429)];
    expect(await runTask(invoke('flaky'))).toMatchObject({ error: 'Lambda.TooManyRequestsException' });
    expect(await runTask(invoke('nobody'))).toMatchObject({ error: 'Lambda.ResourceNotFoundException' });
  });

  it('fails when the result exceeds 256 KiB, which States.ALL does not catch', async () => {
    expect(await runTask(invoke('large', toCaught('States.ALL')))).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
    });
    expect(await runTask(invoke('large', toCaught('States.DataLimitExceeded')))).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('Retry', () => {
  const retry = (...retriers: object[]) => ({ Retry: retriers, Output: '{% $states.result.Payload.attempts %}' });

  it('backs off, and counts attempts in the context object', async () => {
    failures = [named('E'), named('E'), named('E')];
    const task = {
      ...invoke('flaky', retry({ ErrorEquals: ['E'], IntervalSeconds: 1000, BackoffRate: 3, MaxDelaySeconds: 6000 })),
      Arguments: { FunctionName: 'flaky', Payload: '{% $states.context.State.RetryCount %}' },
    };
    const { output, seconds } = await runTask(task);
    expect(output).toBe(4);
    expect(Math.floor(seconds / 1000)).toBe(1 + 3 + 6);
    expect(calls).toEqual([0, 1, 2, 3]);
  });

  it('draws the delay under full jitter', async () => {
    failures = [named('E')];
    const { seconds } = await runTask(
      invoke('flaky', retry({ ErrorEquals: ['E'], IntervalSeconds: 10_000, JitterStrategy: 'FULL' })),
    );
    expect(seconds).toBeGreaterThan(1);
    expect(seconds).toBeLessThan(9900);
  });

  it('counts each retrier by itself, and gives up when the one that matches is exhausted', async () => {
    failures = [named('A'), named('B'), named('A'), named('A')];
    const { status, error } = await runTask(
      invoke('flaky', retry({ ErrorEquals: ['A'], MaxAttempts: 2 }, { ErrorEquals: ['States.ALL'], MaxAttempts: 9 })),
    );
    expect({ status, error, attempts: calls.length }).toEqual({ status: 'FAILED', error: 'A', attempts: 4 });
  });

  it('counts anew when the state is entered again', async () => {
    failures = [named('E'), named('E'), named('E')];
    const once = { Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }], Catch: [{ ErrorEquals: ['E'], Next: 'Back' }] };
    const arn = on.machine('entered-again', 'T', { T: invoke('flaky', once), Back: { Type: 'Pass', Next: 'T' } });
    expect(await on.run(arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(calls).toHaveLength(4);
  });
});

describe('Catch', () => {
  it('gives the error to Output and Assign, and to the next state by default', async () => {
    failures = [named('E', 'why')];
    const arn = on.machine('caught', 'T', {
      T: invoke('flaky', {
        Catch: [{ ErrorEquals: ['E'], Assign: { error: '{% $states.errorOutput.Error %}' }, Next: 'C' }],
      }),
      C: {
        Type: 'Succeed',
        Output: { error: '{% $error %}', cause: '{% $parse($states.input.Cause).errorMessage %}' },
      },
    });
    const { output } = await on.run(arn);
    expect(JSON.parse(output ?? '')).toEqual({ error: 'E', cause: 'why' });
  });

  it('catches an expression that fails after the task succeeded', async () => {
    const { output } = await runTask(
      invoke('echo', { Output: '{% $states.result.nothing %}', ...toCaught('States.QueryEvaluationError') }),
    );
    expect(output).toMatchObject({ Error: 'States.QueryEvaluationError' });
  });

  it('lets States.TaskFailed catch everything but timeouts', async () => {
    failures = [named('Anything')];
    expect(await runTask(invoke('flaky', toCaught('States.TaskFailed')))).toMatchObject({ status: 'SUCCEEDED' });
    const late = invoke('never', { TimeoutSeconds: 3, ...toCaught('States.TaskFailed') });
    expect(await runTask(late)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });
});

describe('time limits of tasks', () => {
  it('times a task out, also by an expression', async () => {
    const { seconds, output, executionArn } = await runTask(
      invoke('never', { TimeoutSeconds: '{% $states.input.limit %}', ...toCaught('States.Timeout') }),
      { limit: 4000 },
    );
    expect(Math.floor(seconds / 100)).toBe(40);
    expect(output).toEqual({ Error: 'States.Timeout', Cause: '' });
    expect(typesOf(await on.history(executionArn))).toContain('TaskTimedOut');
  });

  it('misses heartbeats, and not while they come', async () => {
    let beats = 0;
    onToken = (taskToken) => {
      const beat = () => {
        beats += 1;
        void on.client.send(new SendTaskHeartbeatCommand({ taskToken }));
        if (beats < 4) on.clock.after(900_000, beat);
      };
      on.clock.after(900_000, beat);
    };
    const { seconds, status } = await runTask(
      invoke('takesToken', { ...callback, HeartbeatSeconds: 1000, ...toCaught('States.HeartbeatTimeout') }),
    );
    expect(status).toBe('SUCCEEDED');
    expect(Math.floor(seconds / 100)).toBe(4 * 9 + 10);
  });
});

describe('waitForTaskToken', () => {
  const send = (command: SendTaskSuccessCommand | SendTaskFailureCommand) =>
    on.client.send(command as SendTaskSuccessCommand);

  it('goes on with what the token was answered with', async () => {
    onToken = (taskToken) => {
      on.clock.after(
        6_000_000,
        () => void send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' })),
      );
    };
    const { output, seconds, executionArn } = await runTask(invoke('takesToken', callback));
    expect(output).toEqual({ approved: true });
    expect(Math.floor(seconds / 100)).toBe(60);
    expect(typesOf(await on.history(executionArn))).toContain('TaskSubmitted');
  });

  it('fails as the token was answered, even before the function returned', async () => {
    onToken = async (taskToken) => {
      await send(new SendTaskFailureCommand({ taskToken, error: 'Rejected', cause: 'no' }));
    };
    expect(await runTask(invoke('takesToken', callback))).toMatchObject({ error: 'Rejected', cause: 'no' });
  });

  it('refuses tokens that are over, never were, or bring no JSON', async () => {
    let token = '';
    onToken = (taskToken) => {
      token = taskToken;
      on.clock.after(1000, () => void send(new SendTaskSuccessCommand({ taskToken, output: '{}' })));
    };
    await runTask(invoke('takesToken', callback));
    const answer = (taskToken: string, output = '{}') => send(new SendTaskSuccessCommand({ taskToken, output }));
    await expect(answer(token)).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await expect(answer('nonsense')).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(answer(token, '{')).rejects.toMatchObject({ name: 'InvalidOutput' });
  });
});
