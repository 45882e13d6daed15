import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createEventBridge, type EventBridge } from '../src/eventbridge/service.ts';
import { createFaults, type Fault, type Faults } from '../src/faults.ts';
import { createInProcessCalls, watchFunctions, watchMachines } from '../src/in-process-calls.ts';
import type { Invocation } from '../src/ports.ts';
import { createRecorder, type Recorder } from '../src/recorder.ts';
import { createClock } from '../src/scaled-clock.ts';
import { seededRandom } from '../src/seeded-random.ts';
import { createStates, type States } from '../src/states/service.ts';
import { invoke, roleArn } from './states/stage.ts';
import { type Served, serve } from './support/serve.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:works';
const rule = { name: 'on-order', pattern: { source: ['shop'] } };

let clock: ReturnType<typeof createClock>;
let recorder: Recorder;
let faults: Faults;
let states: States;
let bus: EventBridge;
let served: Served;
let sfn: SFNClient;
let effects: unknown[];

beforeEach(async () => {
  effects = [];
  clock = createClock({ scale: Infinity });
  recorder = createRecorder();
  faults = createFaults(clock);
  const place = { accountId: '123456789012', region: 'eu-west-1', clock, random: seededRandom(3) };
  const calls = createInProcessCalls(clock, { recorder, intercept: faults.intercept });
  const work = async (_name: string, payload: unknown): Promise<Invocation> => {
    effects.push(payload);
    return { payload: 'done' };
  };
  const functions = watchFunctions({ invoke: work }, calls);
  const machines = watchMachines({ start: (...execution) => states.machines.start(...execution) }, calls);
  bus = createEventBridge(place, { functions, machines });
  states = createStates(place, { functions, events: bus.events, calls });
  served = await serve(clock, states.service, bus.service);
  sfn = new SFNClient(served.config);
});
afterEach(async () => {
  sfn.destroy();
  bus.close();
  states.close();
  await served.close();
  clock.close();
});

function define(name: string, state: object): string {
  return states.define({ name, roleArn, definition: { QueryLanguage: 'JSONata', StartAt: 'T', States: { T: state } } });
}

async function run(machineArn: string, input: object = {}) {
  const started = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: machineArn, input: JSON.stringify(input) }),
  );
  const describeIt = () => sfn.send(new DescribeExecutionCommand({ executionArn: started.executionArn }));
  let execution = await describeIt();
  while (execution.status === 'RUNNING') {
    await clock.sleep(1000);
    execution = await describeIt();
  }
  return execution;
}

async function order(): Promise<void> {
  const client = new EventBridgeClient(served.config);
  await client.send(new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'Order', Detail: '{"n":1}' }] }));
  client.destroy();
}

const told = () => recorder.calls().map(({ caller, service, operation }) => `${caller} ${service}:${operation}`);

describe('a call from service to service', () => {
  it('is recorded under the name of the machine that invokes', async () => {
    await run(define('release', invoke('works')), { n: 1 });
    const [call] = recorder.calls();
    expect(call).toMatchObject({ caller: 'release', service: 'lambda', operation: 'Invoke', byService: true });
    expect(call?.input).toEqual({
      FunctionName: 'works',
      InvocationType: 'RequestResponse',
      Payload: new TextEncoder().encode('{"n":1}'),
    });
  });

  it('is recorded under the name of the rule, for functions and for machines', async () => {
    const machineArn = define('release', invoke('works'));
    bus.allow({ functionName: 'works', principal: 'events.amazonaws.com' });
    const targets = [
      { id: 'function', arn: functionArn },
      { id: 'machine', arn: machineArn, roleArn },
    ];
    bus.putRule({ ...rule, targets });
    await order();
    await clock.sleep(10_000);
    expect(new Set(told())).toEqual(
      new Set(['on-order lambda:Invoke', 'on-order states:StartExecution', 'release lambda:Invoke']),
    );
  });

  it('is recorded for executions that start executions and put events', async () => {
    const child = define('child', { Type: 'Succeed' });
    await run(define('parent', nested(child)));
    await run(define('speaker', { Type: 'Task', Resource: 'arn:aws:states:::events:putEvents', ...speech, End: true }));
    expect(told()).toEqual(['parent states:StartExecution', 'speaker events:PutEvents']);
  });

  const speech = { Arguments: { Entries: [{ Source: 'shop', DetailType: 'Said', Detail: {} }] } };
  const nested = (child: string) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Arguments: { StateMachineArn: child, Name: 'only', Input: {} },
    Retry: [{ ErrorEquals: ['StepFunctions.SdkClientException'], MaxAttempts: 1 }],
    End: true,
  });

  it('has had its effect when its answer is lost, so that a retry under the same name finds it done', async () => {
    const child = define('child', { Type: 'Succeed' });
    faults.breakNext({ service: 'states', caller: 'parent' }, { kind: 'lostAnswer' });
    const { error } = await run(define('parent', nested(child)));
    expect(error).toBe('StepFunctions.ExecutionAlreadyExistsException');
    expect(recorder.calls().map((call) => call.error)).toEqual(['ConnectionLost', 'ExecutionAlreadyExists']);
  });
});

describe('a Task whose invocation is broken', () => {
  it.each<[Fault, string, number]>([
    [{ kind: 'throttle' }, 'Lambda.TooManyRequestsException', 0],
    [{ kind: 'error', name: 'ServiceException', message: 'oh', statusCode: 500 }, 'Lambda.ServiceException', 0],
    [{ kind: 'crash' }, 'Lambda.SdkClientException', 0],
    [{ kind: 'lostAnswer' }, 'Lambda.SdkClientException', 1],
  ])('by %j fails with %s after %i invocations', async (fault, error, invocations) => {
    faults.breakNext({ service: 'lambda', operation: 'Invoke', caller: 'release' }, fault);
    expect(await run(define('release', invoke('works')))).toMatchObject({ status: 'FAILED', error });
    expect(effects).toHaveLength(invocations);
    expect(recorder.calls()[0]?.error).toBeDefined();
  });

  it('invokes the function a second time when it retries after a lost answer', async () => {
    faults.breakNext({ service: 'lambda' }, { kind: 'lostAnswer' });
    const Retry = [{ ErrorEquals: ['Lambda.SdkClientException'] }];
    expect(await run(define('release', invoke('works', { Retry })))).toMatchObject({ status: 'SUCCEEDED' });
    expect(effects).toHaveLength(2);
  });

  it('is late by the latency of the call', async () => {
    faults.breakNext({ service: 'lambda' }, { kind: 'latency', ms: 90_000 });
    const { startDate, stopDate } = await run(define('release', invoke('works')));
    expect(Number(stopDate) - Number(startDate)).toBeGreaterThanOrEqual(90_000);
    expect(recorder.calls()[0]?.durationMs).toBeGreaterThanOrEqual(90_000);
  });
});

describe('a rule whose invocation is broken', () => {
  beforeEach(() => {
    bus.allow({ functionName: 'works', principal: 'events.amazonaws.com' });
    bus.putRule({ ...rule, targets: [{ id: 'function', arn: functionArn }] });
  });

  it.each<[Fault]>([[{ kind: 'throttle' }], [{ kind: 'crash' }]])(
    'by %j invokes again until it succeeds',
    async (fault) => {
      faults.breakNext({ service: 'lambda', caller: 'on-order', times: 3 }, fault);
      await order();
      await clock.sleep(3_600_000);
      expect(effects.length).toBeGreaterThanOrEqual(1);
      expect(recorder.calls().filter((call) => call.error)).toHaveLength(3);
      expect(bus.dropped()).toEqual([]);
    },
  );

  it('by a lost answer invokes twice', async () => {
    faults.breakNext({ service: 'lambda', caller: 'on-order' }, { kind: 'lostAnswer' });
    await order();
    await clock.sleep(3_600_000);
    expect(effects.length).toBeGreaterThanOrEqual(2);
  });
});
