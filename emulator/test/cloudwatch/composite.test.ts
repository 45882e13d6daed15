import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { holds, parseAlarmRule } from '../../src/cloudwatch/alarm-rule.ts';
import { createStage, putAlarm, type Stage, stateOf } from './stage.ts';

describe('an alarm rule', () => {
  const stateOfAlarm = (name: string) => (name.startsWith('bad') ? 'ALARM' : 'OK');
  it.each([
    ['TRUE', true],
    ['FALSE', false],
    ['ALARM(bad)', true],
    ['ALARM("bad one")', true],
    ['OK(bad)', false],
    ['NOT OK(bad)', true],
    ['INSUFFICIENT_DATA(good)', false],
    ['ALARM(bad) AND ALARM(good)', false],
    ['ALARM(good) OR ALARM(bad)', true],
    ['ALARM(bad) OR ALARM(bad2) AND ALARM(good)', true],
    ['(ALARM(bad) OR ALARM(bad2)) AND ALARM(good)', false],
    ['NOT (ALARM(good) OR ALARM(good2))', true],
    ['ALARM("arn:aws:cloudwatch:eu-west-1:123456789012:alarm:bad")', true],
  ])('%s is %p', (rule, expected) => {
    expect(holds(parseAlarmRule(rule), stateOfAlarm)).toBe(expected);
  });

  it.each([[''], ['ALARM()'], ['ALARM(a) ALARM(b)'], ['(ALARM(a)'], ['ALARM(a) AND'], ['BROKEN(a)'], ['a']])(
    'refuses %p',
    (rule) => {
      expect(() => parseAlarmRule(rule)).toThrow('AlarmRule');
    },
  );
});

describe('a composite alarm', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await createStage();
    for (const AlarmName of ['errors', 'latency']) await putAlarm(stage, { AlarmName, TreatMissingData: 'ignore' });
  });
  afterEach(() => stage.close());

  async function put(AlarmRule: string, AlarmName = 'both'): Promise<void> {
    await stage.client.send(new PutCompositeAlarmCommand({ AlarmName, AlarmRule }));
    await stage.clock.advance(1000);
  }
  async function set(AlarmName: string, StateValue: StateValue): Promise<void> {
    await stage.client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'test' }));
    await stage.clock.advance(1000);
  }

  it('follows its children, and tells which one did it', async () => {
    await put('ALARM(errors) AND ALARM(latency)');
    expect(await stateOf(stage, 'both')).toBe('OK');
    await set('errors', 'ALARM');
    expect(await stateOf(stage, 'both')).toBe('OK');
    await set('latency', 'ALARM');
    expect(await stateOf(stage, 'both')).toBe('ALARM');
    const event = stage.events.at(-1);
    expect(event?.detail).toMatchObject({
      alarmName: 'both',
      configuration: { alarmRule: 'ALARM(errors) AND ALARM(latency)' },
      state: { value: 'ALARM' },
    });
    const { reasonData } = (event?.detail as { state?: { reasonData: string } } | undefined)?.state ?? {
      reasonData: '',
    };
    expect(JSON.parse(reasonData)).toMatchObject({
      triggeringAlarms: [{ arn: expect.stringMatching(/:alarm:latency$/), state: { value: 'ALARM' } }],
    });
    await set('errors', 'OK');
    expect(await stateOf(stage, 'both')).toBe('OK');
  });

  it('set by hand stays so until a child changes', async () => {
    await put('ALARM(errors)');
    await set('both', 'ALARM');
    await stage.clock.advance(600_000);
    expect(await stateOf(stage, 'both')).toBe('ALARM');
  });

  it('can watch composite alarms', async () => {
    await put('ALARM(errors)', 'inner');
    await put('ALARM(inner)', 'outer');
    await set('errors', 'ALARM');
    await stage.clock.advance(1000);
    expect(await stateOf(stage, 'outer')).toBe('ALARM');
  });

  it('is refused when its rule names an alarm that does not exist', async () => {
    await expect(put('ALARM(none)')).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('is described only when asked for', async () => {
    await put('ALARM(errors)');
    const { MetricAlarms, CompositeAlarms } = await stage.client.send(new DescribeAlarmsCommand({}));
    expect([MetricAlarms?.length, CompositeAlarms?.length]).toEqual([2, 0]);
    const asked = await stage.client.send(new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm'] }));
    expect(asked.CompositeAlarms?.[0]).toMatchObject({ AlarmName: 'both', AlarmRule: 'ALARM(errors)' });
    const parents = await stage.client.send(new DescribeAlarmsCommand({ ParentsOfAlarmName: 'errors' }));
    expect(parents.CompositeAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['both']);
  });

  it('keeps its children from being deleted', async () => {
    await put('ALARM(errors)');
    await expect(stage.client.send(new DeleteAlarmsCommand({ AlarmNames: ['errors'] }))).rejects.toThrow(
      'composite alarm(s) depending on it',
    );
  });
});
