import { RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { invoke, named, type Stage, stage, typesOf } from './stage.ts';

let on: Stage;
let calls: string[] = [];
let broken = true;

beforeAll(async () => {
  on = await stage({
    works: (name: string) => void calls.push(name),
    breaks: (name: string) => {
      calls.push(name);
      if (broken) throw named('Broken');
      return 'mended';
    },
  });
});
beforeEach(() => {
  calls = [];
  broken = true;
});
afterAll(() => on.close());

const redrive = (executionArn: string | undefined) => on.client.send(new RedriveExecutionCommand({ executionArn }));
const task = (functionName: string, name: string, more: object = {}) =>
  invoke(functionName, { ...more, Arguments: { FunctionName: functionName, Payload: name } });

describe('RedriveExecution', () => {
  it('goes on with the state that failed, with its input and variables, and runs nothing again that succeeded', async () => {
    const arn = on.machine('redriven', 'A', {
      A: task('works', 'A', { Assign: { x: 7 }, Output: 'kept', Next: 'B' }),
      B: task('breaks', 'B', { Output: '{% [$states.input, $x, $states.context.Execution.RedriveCount] %}' }),
    });
    const { executionArn = '' } = await on.run(arn);
    broken = false;
    await redrive(executionArn);
    const described = await on.ended(executionArn);
    expect(described).toMatchObject({ status: 'SUCCEEDED', output: '["kept",7,1]', redriveCount: 1 });
    expect(calls).toEqual(['A', 'B', 'B']);
    expect(typesOf(await on.history(executionArn)).slice(9, 13)).toEqual([
      'TaskFailed',
      'ExecutionFailed',
      'ExecutionRedriven',
      'TaskScheduled',
    ]);
  });

  it('runs only the branches and items again that did not succeed', async () => {
    const one = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });
    const arn = on.machine('redriven-branches', 'P', {
      P: {
        Type: 'Parallel',
        Branches: [one('Good', task('works', 'good')), one('Bad', { Type: 'Wait', Seconds: 5, Next: 'Then' })].map(
          (branch) =>
            'Bad' in branch.States ? { ...branch, States: { ...branch.States, Then: task('breaks', 'bad') } } : branch,
        ),
        Output: '{% $states.result[1].Payload %}',
        End: true,
      },
    });
    const { executionArn = '' } = await on.run(arn);
    broken = false;
    await redrive(executionArn);
    expect(await on.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"mended"' });
    expect(calls).toEqual(['good', 'bad', 'bad']);
  });

  it('is refused for what succeeded, runs, or failed more than 14 days ago', async () => {
    const good = await on.run(on.machine('good', 'A', { A: { Type: 'Succeed' } }));
    await expect(redrive(good.executionArn)).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
      message: 'Execution is SUCCEEDED and cannot be redriven',
    });
    const failed = await on.run(on.machine('old', 'A', { A: { Type: 'Fail' } }));
    await on.clock.sleep(14 * 86_400_000 + 1000);
    await expect(redrive(failed.executionArn)).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  });
});

describe('nested executions', () => {
  const startChild = (child: string, suffix: string, more: object = {}) => ({
    Type: 'Task',
    Resource: `arn:aws:states:::states:startExecution${suffix}`,
    Arguments: { StateMachineArn: child, Input: { n: '{% $states.input.n %}' } },
    End: true,
    ...more,
  });

  it('waits for the child with sync:2 and gives its output as JSON', async () => {
    const wait = { Type: 'Wait', Seconds: 6000, Output: { seen: '{% $states.input.n %}' }, End: true };
    const child = on.machine('child', 'W', { W: wait });
    const parent = on.machine('parent', 'T', {
      T: startChild(child, '.sync:2', { Output: '{% $states.result.Output %}' }),
    });
    const { output, startDate, stopDate } = await on.run(parent, { n: 4 });
    expect(output).toBe('{"seen":4}');
    expect(Math.floor((Number(stopDate) - Number(startDate)) / 100_000)).toBe(60);
  });

  it('fails with States.TaskFailed when the child fails, with its description as cause', async () => {
    const child = on.machine('bad-child', 'F', { F: { Type: 'Fail', Error: 'Nope' } });
    const { error, cause } = await on.run(on.machine('sad-parent', 'T', { T: startChild(child, '.sync:2') }), { n: 1 });
    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause ?? '')).toMatchObject({ Status: 'FAILED', Error: 'Nope', Input: { n: 1 } });
  });

  it('stops the child when the task times out', async () => {
    const child = on.machine('long-child', 'W', { W: { Type: 'Wait', Seconds: 3600, End: true } });
    await on.run(on.machine('hasty-parent', 'T', { T: startChild(child, '.sync', { TimeoutSeconds: 5 }) }), { n: 1 });
    const ended = on.events.find(({ detail }) => {
      const { stateMachineArn, status } = detail as Record<string, unknown>;
      return stateMachineArn === child && status === 'ABORTED';
    });
    expect(ended).toBeDefined();
  });

  it('puts events on the default bus, with the execution among the resources', async () => {
    const entry = { Source: 'my.app', DetailType: 'Said', Detail: { n: '{% $states.input.n %}' } };
    const put = {
      Type: 'Task',
      Resource: 'arn:aws:states:::events:putEvents',
      Arguments: { Entries: [entry] },
      End: true,
    };
    const { executionArn } = await on.run(on.machine('says', 'E', { E: put }), { n: 2 });
    const said = on.events.find(({ source }) => source === 'my.app');
    expect(said).toMatchObject({
      detailType: 'Said',
      detail: { n: 2 },
      resources: expect.arrayContaining([executionArn]),
    });
  });
});
