import { ListExecutionsCommand, RedriveExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readDefinition } from '../../src/states/definition/read-definition.ts';
import { Execution } from '../../src/states/execution.ts';
import { invoke, named, roleArn, type Stage, stage, typesOf } from './stage.ts';

const HOUR_MS = 3_600_000;

let on: Stage;
let attempts = 0;
let finished = 0;

beforeAll(async () => {
  on = await stage({
    breaks: () => {
      attempts += 1;
      throw named('Broken');
    },
    finishes: async () => {
      await on.clock.sleep(10_000);
      finished += 1;
    },
  });
});
afterAll(() => on.close());

const redrive = (executionArn: string | undefined) => on.client.send(new RedriveExecutionCommand({ executionArn }));
const stop = (executionArn: string | undefined) => on.client.send(new StopExecutionCommand({ executionArn }));

/** Starts the machine and stops it after a time, while it is in its first state. */
async function stoppedAfter(ms: number, machineArn: string): Promise<string> {
  const executionArn = on.states.machines.start(machineArn, {});
  await on.clock.sleep(ms);
  await stop(executionArn);
  return executionArn;
}

/** Emulated milliseconds from the redrive to the end. */
async function redrivenFor(executionArn: string): Promise<number> {
  await redrive(executionArn);
  const { redriveDate, stopDate } = await on.ended(executionArn);
  return Number(stopDate) - Number(redriveDate);
}

describe('a redrive', () => {
  it('fails again in a Fail state', async () => {
    const { executionArn } = await on.run(on.machine('fails', 'F', { F: { Type: 'Fail', Error: 'E' } }));
    await redrive(executionArn);
    expect(await on.ended(executionArn ?? '')).toMatchObject({ status: 'FAILED', error: 'E', redriveCount: 1 });
    expect(typesOf(await on.history(executionArn))).toEqual([
      'ExecutionStarted',
      'FailStateEntered',
      'ExecutionFailed',
      'ExecutionRedriven',
      'ExecutionFailed',
    ]);
  });

  it('waits all the seconds of a Wait again, and no longer for a time that has passed', async () => {
    const seconds = on.machine('seconds', 'W', { W: { Type: 'Wait', Seconds: 3600, End: true } });
    expect(await redrivenFor(await stoppedAfter(HOUR_MS / 2, seconds))).toBeGreaterThanOrEqual(HOUR_MS);
    const Timestamp = new Date(on.clock.now() + HOUR_MS).toISOString();
    const timestamp = on.machine('timestamp', 'W', { W: { Type: 'Wait', Timestamp, End: true } });
    const stopped = await stoppedAfter(HOUR_MS / 2, timestamp);
    await on.clock.sleep(HOUR_MS);
    expect(await redrivenFor(stopped)).toBeLessThan(HOUR_MS / 2);
  });

  it('gives a Task all its retries again', async () => {
    const Retry = [{ ErrorEquals: ['Broken'], MaxAttempts: 2 }];
    const { executionArn } = await on.run(on.machine('retried', 'T', { T: invoke('breaks', { Retry }) }));
    expect(attempts).toBe(3);
    await redrive(executionArn);
    await on.ended(executionArn ?? '');
    expect(attempts).toBe(6);
  });

  it('invokes the function of a stopped Task again, beside the one that the stop left running', async () => {
    const executionArn = await stoppedAfter(5_000, on.machine('stopped', 'T', { T: invoke('finishes') }));
    expect(finished).toBe(0);
    await redrive(executionArn);
    expect(await on.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(finished).toBe(2);
  });

  it('starts the time of the machine anew', async () => {
    const states = { W: { Type: 'Wait', Seconds: 36_000, End: true } };
    const { executionArn } = await on.run(on.machine('timed', 'W', states, { TimeoutSeconds: 3600 }));
    expect(Math.floor((await redrivenFor(executionArn ?? '')) / 60_000)).toBe(60);
    expect(await on.ended(executionArn ?? '')).toMatchObject({ status: 'TIMED_OUT', redriveCount: 1 });
  });

  it('is told to EventBridge and to lists, under the same name and ARN', async () => {
    const machine = on.machine('told', 'F', { F: { Type: 'Fail' } });
    const { executionArn } = await on.run(machine, {}, 'release-1');
    await redrive(executionArn);
    await on.ended(executionArn ?? '');
    const told = on.events
      .filter(({ resources }) => resources?.[0] === executionArn)
      .map(({ detail }) => detail as { status: string; redriveCount: number });
    expect(told.map(({ status, redriveCount }) => [status, redriveCount])).toEqual([
      ['RUNNING', 0],
      ['FAILED', 0],
      ['RUNNING', 1],
      ['FAILED', 1],
    ]);
    const { executions } = await on.client.send(new ListExecutionsCommand({ stateMachineArn: machine }));
    expect(executions).toMatchObject([{ executionArn, name: 'release-1', redriveCount: 1 }]);
  });

  it('runs even the branches again that succeeded when the state failed for too much data', async () => {
    const large = { Type: 'Pass', Output: "{% $pad('', 200000, 'x') %}", End: true };
    const branch = (name: string) => ({ StartAt: name, States: { [name]: large } });
    const arn = on.machine('large', 'P', { P: { Type: 'Parallel', Branches: [branch('L'), branch('M')], End: true } });
    const { executionArn, error } = await on.run(arn);
    expect(error).toBe('States.DataLimitExceeded');
    await redrive(executionArn);
    await on.ended(executionArn ?? '');
    const entered = typesOf(await on.history(executionArn)).filter((type) => type === 'PassStateEntered');
    expect(entered).toHaveLength(4);
  });

  it('is refused for an execution that runs', async () => {
    const machine = on.machine('running', 'W', { W: { Type: 'Wait', Seconds: 60, End: true } });
    const done = on.clock.busy();
    const running = redrive(on.states.machines.start(machine, {}));
    await expect(running).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
      message: 'Execution is RUNNING and cannot be redriven',
    });
    done();
  });

  it('is refused after a thousand', () => {
    const definition = readDefinition('{"QueryLanguage":"JSONata","StartAt":"F","States":{"F":{"Type":"Fail"}}}');
    const machine = { arn: '', name: 'm', roleArn, source: '', definition, createdAt: 0 };
    const execution = new Execution({ arn: '', name: 'e', machine, input: '{}' }, on.clock);
    const now = on.clock.now();
    for (let count = 0; count < 1000; count += 1) {
      execution.end({ status: 'FAILED' }, now);
      expect(execution.refusalToRedrive(now)).toBeUndefined();
      execution.redrive(now);
    }
    execution.end({ status: 'FAILED' }, now);
    expect(execution.refusalToRedrive(now)).toBe('Execution has been redriven 1000 times');
  });
});
