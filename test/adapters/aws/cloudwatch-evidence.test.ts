import {
  CloudWatchClient,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CloudWatch, createCloudWatch } from '../../../emulator/src/cloudwatch/service.ts';
import { testPlace } from '../../../emulator/test/support/place.ts';
import { type Served, serve } from '../../../emulator/test/support/serve.ts';
import { dimensionsOf } from '../../../src/adapters/aws/alb-dimensions.ts';
import { cloudwatchEvidence } from '../../../src/adapters/aws/cloudwatch-evidence.ts';
import { blue, green, rule } from '../../support/release-facts.ts';

let place: ReturnType<typeof testPlace>;
let cloudWatch: CloudWatch;
let served: Served;
let client: CloudWatchClient;
beforeEach(async () => {
  place = testPlace();
  cloudWatch = createCloudWatch(place, { events: { publish: () => undefined }, evaluationOffsetMs: 30_000 });
  served = await serve(place.clock, cloudWatch.service);
  client = new CloudWatchClient(served.config);
});
afterEach(async () => {
  client.destroy();
  cloudWatch.close();
  await served.close();
});

const evidence = () => cloudwatchEvidence(client);

const alarm = async (AlarmName: string, changes: Partial<PutMetricAlarmCommandInput> = {}): Promise<void> => {
  const metric = { Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum', Period: 60 } as const;
  const compare = { EvaluationPeriods: 2, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' } as const;
  await client.send(new PutMetricAlarmCommand({ AlarmName, ...metric, ...compare, ...changes }));
};
const set = (AlarmName: string, StateValue: 'OK' | 'ALARM') =>
  client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a drill' }));

describe('alarms', () => {
  it('are read in the order asked, each as it stands', async () => {
    for (const name of ['quiet', 'fine', 'loud']) await alarm(name);
    await set('fine', 'OK');
    await set('loud', 'ALARM');
    expect(await evidence().alarms(['loud', 'none', 'fine', 'quiet'])).toEqual([
      { alarm: 'loud', state: 'firing', noticeSeconds: 120 },
      { alarm: 'none', state: 'missing', noticeSeconds: null },
      { alarm: 'fine', state: 'ok', noticeSeconds: 120 },
      { alarm: 'quiet', state: 'silent', noticeSeconds: 120 },
    ]);
  });

  it('may be composite', async () => {
    await alarm('errors');
    await set('errors', 'ALARM');
    await client.send(new PutCompositeAlarmCommand({ AlarmName: 'any', AlarmRule: 'ALARM(errors)' }));
    await place.clock.advance(1000);
    expect(await evidence().alarms(['any'])).toEqual([{ alarm: 'any', state: 'firing', noticeSeconds: null }]);
  });

  it('of metric math need as long as their longest period', async () => {
    const stat = (MetricName: string, Period: number) => ({
      Metric: { Namespace: 'Shop', MetricName },
      Period,
      Stat: 'Sum',
    });
    const Metrics = [
      { Id: 'e', MetricStat: stat('Errors', 60), ReturnData: false },
      { Id: 'r', MetricStat: stat('Requests', 60), ReturnData: false },
      { Id: 'rate', Expression: '100*e/r', ReturnData: true },
    ];
    const single = { Namespace: undefined, MetricName: undefined, Statistic: undefined, Period: undefined };
    await alarm('rate', { ...single, Metrics, EvaluationPeriods: 3 });
    expect(await evidence().alarms(['rate'])).toMatchObject([{ noticeSeconds: 180 }]);
  });

  it('are all read, however many', async () => {
    const names = Array.from({ length: 130 }, (_, i) => `alarm-${i}`);
    for (const name of names) await alarm(name);
    const readings = await evidence().alarms(names);
    expect(readings.map((reading) => reading.alarm)).toEqual(names);
    expect(readings.filter(({ state }) => state === 'missing')).toEqual([]);
  });
});

describe('requests', () => {
  /** Minutes since the start of the emulated day. */
  const at = (minutes: number) => new Date(Date.UTC(2026, 0, 5, 9) + minutes * 60_000).toISOString();
  const count = (targetGroup: string, value: number) => {
    const { loadBalancer, targetGroup: group } = dimensionsOf(rule, targetGroup);
    const dimensions = { LoadBalancer: loadBalancer, TargetGroup: group };
    cloudWatch.metrics.record({ namespace: 'AWS/ApplicationELB', name: 'RequestCount', dimensions, value });
  };

  it('are summed per target group over whole minutes, the last one left out', async () => {
    for (let minute = 0; minute < 5; minute++) {
      count(green, 10);
      count(green, minute);
      count(blue, 1000);
      await place.clock.advance(60_000);
    }
    await place.clock.advance(60_000);
    expect(await evidence().requests(rule, green, at(0), at(5))).toBe(60);
    expect(await evidence().requests(rule, green, at(2), at(4))).toBe(12 + 13);
    expect(await evidence().requests(rule, green, at(2.5), at(4))).toBe(12 + 13);
    expect(await evidence().requests(rule, blue, at(1), at(2))).toBe(1000);
  });

  it('are none where no data point is', async () => {
    expect(await evidence().requests(rule, green, at(-10), at(0))).toBe(0);
  });

  it('of what is no rule of an ALB are refused before any call', async () => {
    await expect(evidence().requests(green, green, at(0), at(1))).rejects.toThrow(/not the ARN of a listener rule/);
    expect(served.recorder.calls()).toEqual([]);
  });
});
