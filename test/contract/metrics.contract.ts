import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { beforeAll, expect } from '@jest/globals';
import { cloudwatchEvidence } from '../../src/adapters/aws/cloudwatch-evidence.ts';
import type { Evidence } from '../../src/ports/evidence.ts';
import { blue, green, rule } from '../support/release-facts.ts';
import { onEachCloud, unique } from './clouds.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

onEachCloud('metrics', (cloud) => {
  const { scenario } = cloud;
  let client: CloudWatchClient;
  let evidence: Evidence;
  /** An hour that is over, some hours ago. */
  let begin: number;
  beforeAll(() => {
    client = cloud.client(CloudWatchClient);
    evidence = cloudwatchEvidence(client);
    begin = Math.floor(Date.now() / hourMs) * hourMs - 3 * hourMs;
  });

  /** Puts values into minutes of the hour, in a namespace of their own. */
  const metric = async (valuesByMinute: Readonly<Record<number, readonly number[]>>): Promise<string> => {
    const Namespace = unique('Shop');
    for (const [minute, values] of Object.entries(valuesByMinute)) {
      const Timestamp = new Date(begin + Number(minute) * minuteMs);
      const MetricData = [{ MetricName: 'Latency', Timestamp, Values: [...values] }];
      await client.send(new PutMetricDataCommand({ Namespace, MetricData }));
    }
    return Namespace;
  };
  /** Values by minute of the hour, asked for by one query. */
  const read = async (Namespace: string, Stat: string, { from = 0, to = 60, periodMinutes = 60 } = {}) => {
    const MetricStat = { Metric: { Namespace, MetricName: 'Latency' }, Period: 60 * periodMinutes, Stat };
    const range = { StartTime: new Date(begin + from * minuteMs), EndTime: new Date(begin + to * minuteMs) };
    const query = { MetricDataQueries: [{ Id: 'm', MetricStat }], ScanBy: 'TimestampAscending' as const, ...range };
    const { MetricDataResults } = await client.send(new GetMetricDataCommand(query));
    const { Timestamps = [], Values = [] } = MetricDataResults?.[0] ?? {};
    return Timestamps.map((at, i) => [(at.getTime() - begin) / minuteMs, Values[i]]);
  };
  const upTo = (most: number) => Array.from({ length: most }, (_, i) => i + 1);

  scenario('have data points only where there was something, and none at the end of the span', async () => {
    const namespace = await metric({ 1: [2, 3], 3: [4], 5: [6] });
    expect(await read(namespace, 'Sum', { from: 1, to: 5, periodMinutes: 1 })).toEqual([
      [1, 5],
      [3, 4],
    ]);
  });

  scenario(
    'begin their first period where the span begins',
    async () => {
      const namespace = await metric({ 6: [1], 7: [2], 16: [4], 17: [8] });
      expect(await read(namespace, 'Sum', { from: 7, to: 27, periodMinutes: 10 })).toEqual([
        [7, 6],
        [17, 8],
      ]);
    },
    { ministack: 'it begins at a multiple of the period' },
  );

  scenario(
    'have percentiles over all minutes of a period',
    async () => {
      const namespace = await metric({ 0: upTo(100), 30: upTo(100).map((value) => value + 100) });
      for (const [stat, value] of [
        ['p50', 100],
        ['p90', 180],
        ['p99', 198],
      ] as const) {
        const [[, found = 0] = []] = await read(namespace, stat);
        expect(Math.abs(found - value)).toBeLessThan(0.03 * value);
      }
    },
    { moto: 'it has simple statistics only' },
  );

  scenario(
    'have trimmed counts: above the lower, up to the upper bound',
    async () => {
      const namespace = await metric({ 0: [0.01, 0.1, 0.2, 3], 10: [0.4, 0.01] });
      expect(await read(namespace, 'TC(0.05:1)')).toEqual([[0, 3]]);
    },
    { moto: 'it has simple statistics only', ministack: 'it answers the average' },
  );

  scenario(
    'have percentile ranks',
    async () => {
      const namespace = await metric({ 0: [1, 1, 10, 100] });
      expect(await read(namespace, 'PR(5:)')).toEqual([[0, 50]]);
    },
    { moto: 'it has simple statistics only', ministack: 'it answers the average' },
  );

  scenario(
    'refuse a statistic that there is none',
    async () => {
      const namespace = await metric({ 0: [1] });
      const refused = { name: expect.stringMatching(/^Validation/) };
      await expect(read(namespace, 'p101')).rejects.toMatchObject(refused);
    },
    { moto: 'it breaks down', ministack: 'it answers the average' },
  );

  scenario('are nothing where there was no traffic', async () => {
    const [from, to] = [new Date(begin).toISOString(), new Date(begin + hourMs).toISOString()];
    const sides = { listenerRule: rule, stable: blue, candidate: green };
    expect(await evidence.minutes(sides, [0.1, 0.2, 0.3], from, to)).toEqual([]);
    expect(await evidence.baseline(rule, blue, from, to, 0)).toBeNull();
    expect(await evidence.spent(rule, [blue, green], from, to)).toEqual({ requests: 0, errors: 0 });
  });
});
