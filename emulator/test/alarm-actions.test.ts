import { beforeEach, describe, expect, it } from '@jest/globals';
import { type AlarmActions, createAlarmActions } from '../src/alarm-actions.ts';
import type { AlarmActionPayload } from '../src/cloudwatch/alarm-events.ts';
import { createFaults, type Fault, type Faults } from '../src/faults.ts';
import { createInProcessCalls, watchFunctions } from '../src/in-process-calls.ts';
import { createRecorder, type Recorder } from '../src/recorder.ts';
import { ServiceError } from '../src/service.ts';
import { testPlace } from './support/place.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:roll-back';
const topicArn = 'arn:aws:sns:eu-west-1:123456789012:pager';
const alarmArn = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors';
const principal = 'lambda.alarms.cloudwatch.amazonaws.com';
const payload: AlarmActionPayload = {
  source: 'aws.cloudwatch',
  alarmArn,
  accountId: '123456789012',
  time: '2026-01-05T09:00:00.000+0000',
  region: 'eu-west-1',
  alarmData: {},
};
const notification = { subject: 'ALARM: "errors" in EU (Ireland)', message: '{}' };

let done: unknown[];
let clock: ReturnType<typeof testPlace>['clock'];
let faults: Faults;
let recorder: Recorder;
let actions: AlarmActions;

beforeEach(() => {
  done = [];
  clock = testPlace().clock;
  faults = createFaults(clock);
  recorder = createRecorder();
  const calls = createInProcessCalls(clock, { recorder, intercept: faults.intercept });
  const functions = watchFunctions(
    {
      invoke: async (name, event, kind) => {
        if (name.endsWith(':gone')) throw new ServiceError('ResourceNotFoundException', 'Function not found', 404);
        done.push([name, event, kind]);
        return {};
      },
    },
    calls,
  );
  const notify = (arn: string, told: unknown) => {
    if (arn.endsWith(':gone')) throw new ServiceError('NotFoundException', 'Topic does not exist', 404);
    done.push([arn, told]);
  };
  actions = createAlarmActions({ clock, functions, topics: { notify }, calls });
});

const act = (actionArn: string) => actions.act(actionArn, payload, notification);
const pass = async (ms: number) => {
  await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(ms);
};
const allow = () => actions.allow({ functionName: 'roll-back', principal, sourceArn: alarmArn });

describe('an alarm’s action', () => {
  it('invokes a function that lets the alarm do so', async () => {
    allow();
    act(functionArn);
    await pass(1);
    expect(done).toEqual([[functionArn, payload, 'event']]);
    expect(recorder.calls()).toMatchObject([{ caller: 'errors', service: 'lambda', operation: 'Invoke' }]);
    expect(actions.refused()).toEqual([]);
  });

  it('publishes to a topic', async () => {
    act(topicArn);
    await pass(1);
    expect(done).toEqual([[topicArn, notification]]);
    expect(recorder.calls()).toMatchObject([{ caller: 'errors', service: 'sns', operation: 'Publish' }]);
  });

  it.each([
    ['without any permission', undefined],
    ['with a permission for rules only', { functionName: 'roll-back', principal: 'events.amazonaws.com' }],
    ['with a permission for another alarm', { functionName: 'roll-back', principal, sourceArn: `${alarmArn}-2` }],
  ])('is refused %s', async (_, permission) => {
    if (permission) actions.allow(permission);
    act(functionArn);
    await pass(3_600_000);
    expect(done).toEqual([]);
    expect(actions.refused()).toMatchObject([{ actionArn: functionArn, reason: `no permission for ${principal}` }]);
  });

  it('is refused when function or topic is gone, or it is neither', async () => {
    const gone = 'arn:aws:lambda:eu-west-1:123456789012:function:gone';
    actions.allow({ functionName: gone, principal });
    act('arn:aws:automate:eu-west-1:ec2:stop');
    act(gone);
    act('arn:aws:sns:eu-west-1:123456789012:gone');
    await pass(3_600_000);
    expect(actions.refused().map(({ reason }) => reason)).toEqual([
      'only actions that invoke a function or notify a topic are modelled',
      'ResourceNotFoundException: Function not found',
      'NotFoundException: Topic does not exist',
    ]);
  });

  const broken: Fault[] = [
    { kind: 'throttle' },
    { kind: 'crash' },
    { kind: 'error', name: 'ServiceException', message: 'oh', statusCode: 500 },
  ];
  it.each(broken.flatMap((fault) => [[fault, functionArn] as const, [fault, topicArn] as const]))(
    'that is broken by %j is repeated until it succeeds: %s',
    async (fault, actionArn) => {
      allow();
      const service = actionArn === topicArn ? 'sns' : 'lambda';
      faults.breakNext({ service, caller: 'errors', times: 20 }, fault);
      act(actionArn);
      await pass(3_600_000);
      expect(done).toHaveLength(1);
      expect(actions.refused()).toEqual([]);
    },
  );

  it('happens twice when its answer is lost', async () => {
    allow();
    faults.breakNext({ service: 'lambda' }, { kind: 'lostAnswer' });
    act(functionArn);
    await pass(3_600_000);
    expect(done).toHaveLength(2);
  });
});
