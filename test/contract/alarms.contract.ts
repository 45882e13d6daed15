import {
  CloudWatchClient,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { beforeAll, expect } from '@jest/globals';
import { cloudwatchEvidence } from '../../src/adapters/aws/cloudwatch-evidence.ts';
import type { Evidence } from '../../src/ports/evidence.ts';
import { green, rule } from '../support/release-facts.ts';
import { eventually, onEachCloud, unique } from './clouds.ts';

onEachCloud('evidence', (cloud) => {
  const { scenario } = cloud;
  let client: CloudWatchClient;
  let evidence: Evidence;
  beforeAll(() => {
    client = cloud.client(CloudWatchClient);
    evidence = cloudwatchEvidence(client);
  });

  const alarm = async (prefix: string): Promise<string> => {
    const AlarmName = unique(prefix);
    const metric = { Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum', Period: 60 } as const;
    const compare = { EvaluationPeriods: 2, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' } as const;
    await client.send(new PutMetricAlarmCommand({ AlarmName, ...metric, ...compare }));
    return AlarmName;
  };
  const set = (AlarmName: string, StateValue: 'OK' | 'ALARM') =>
    client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a drill' }));

  scenario('tells alarms that fire, rest and do not exist apart', async () => {
    const [loud, fine, none] = [await alarm('loud'), await alarm('fine'), unique('none')];
    await set(fine, 'OK');
    await set(loud, 'ALARM');
    expect(await evidence.alarms([loud, none, fine])).toEqual([
      { alarm: loud, state: 'firing', noticeSeconds: 120 },
      { alarm: none, state: 'missing', noticeSeconds: null },
      { alarm: fine, state: 'ok', noticeSeconds: 120 },
    ]);
  });

  scenario(
    'calls an alarm silent before there is any data',
    async () => {
      const quiet = await alarm('quiet');
      expect(await evidence.alarms([quiet])).toMatchObject([{ alarm: quiet, state: 'silent' }]);
    },
    { moto: 'it calls it OK' },
  );

  scenario(
    'reads composite alarms',
    async () => {
      const [errors, any] = [await alarm('errors'), unique('any')];
      await client.send(new PutCompositeAlarmCommand({ AlarmName: any, AlarmRule: `ALARM("${errors}")` }));
      expect(await evidence.alarms([any])).toMatchObject([{ alarm: any, noticeSeconds: null }]);
    },
    { moto: 'it has no PutCompositeAlarm' },
  );

  scenario(
    'sees a composite alarm fire when one below it does',
    async () => {
      const [errors, any] = [await alarm('errors'), unique('any')];
      await client.send(new PutCompositeAlarmCommand({ AlarmName: any, AlarmRule: `ALARM("${errors}")` }));
      await set(errors, 'ALARM');
      await eventually(
        () => evidence.alarms([any]),
        ([reading]) => reading?.state === 'firing',
      );
    },
    { moto: 'it has no PutCompositeAlarm' },
  );

  scenario('reads more alarms than one call answers', async () => {
    const names: string[] = [];
    for (let i = 0; i < 110; i++) names.push(await alarm('many'));
    const readings = await evidence.alarms(names);
    expect(readings.map((reading) => reading.alarm)).toEqual(names);
    expect(readings.filter(({ state }) => state === 'missing')).toEqual([]);
  });

  scenario('counts no requests where there are no data points', async () => {
    expect(await evidence.requests(rule, green, '2026-01-05T09:00:00Z', '2026-01-05T09:05:00Z')).toBe(0);
  });

  scenario(
    'can not be made up: nobody puts metrics in the name of AWS',
    async () => {
      const MetricData = [{ MetricName: 'RequestCount', Value: 1 }];
      const request = new PutMetricDataCommand({ Namespace: 'AWS/ApplicationELB', MetricData });
      await expect(client.send(request)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    },
    { moto: 'it takes them', ministack: 'it takes them' },
  );
});
