import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createStage, NAMESPACE, type Stage } from './stage.ts';

const HOUR_SECONDS = 3600;
const DAY_MS = 24 * HOUR_SECONDS * 1000;

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.close());

function observe(value: number): void {
  stage.metrics.record({ namespace: NAMESPACE, name: 'Requests', dimensions: {}, value });
}

/** Sums by the begin of their period, oldest first, from a time (ISO 8601) on. */
async function sums(from: string, periodSeconds: number, to = new Date(stage.clock.now())): Promise<unknown> {
  const Metric = { Namespace: NAMESPACE, MetricName: 'Requests' };
  const MetricDataQueries = [{ Id: 'r', MetricStat: { Metric, Period: periodSeconds, Stat: 'Sum' } }];
  const range = { StartTime: new Date(from), EndTime: to, ScanBy: 'TimestampAscending' as const };
  const { MetricDataResults } = await stage.client.send(new GetMetricDataCommand({ MetricDataQueries, ...range }));
  const { Timestamps = [], Values = [] } = MetricDataResults?.[0] ?? {};
  return Timestamps.map((at, index) => [at.toISOString().slice(5, 16), Values[index]]);
}

/** Five requests at 09:00, two at 09:03, one at 09:59. */
async function observeAnHour(): Promise<void> {
  observe(5);
  await stage.clock.advance(3 * 60_000);
  observe(2);
  await stage.clock.advance(56 * 60_000);
  observe(1);
}

describe('GetMetricData', () => {
  it('keeps minutes for 15 days, five minutes for 63 and hours for 455', async () => {
    await observeAnHour();
    await stage.clock.advance(14 * DAY_MS);
    const morning = '2026-01-05T09:00:00Z';
    expect(await sums(morning, 60)).toEqual([
      ['01-05T09:00', 5],
      ['01-05T09:03', 2],
      ['01-05T09:59', 1],
    ]);
    await stage.clock.advance(2 * DAY_MS);
    expect([await sums(morning, 60), await sums(morning, 120)]).toEqual([[], []]);
    expect(await sums(morning, 300)).toEqual([
      ['01-05T09:00', 7],
      ['01-05T09:55', 1],
    ]);
    await stage.clock.advance(50 * DAY_MS);
    expect(await sums(morning, 300)).toEqual([]);
    expect(await sums(morning, HOUR_SECONDS)).toEqual([['01-05T09:00', 8]]);
    await stage.clock.advance(400 * DAY_MS);
    expect(await sums(morning, HOUR_SECONDS)).toEqual([]);
  });

  it('sums up old minutes also when nobody has read them meanwhile', async () => {
    await observeAnHour();
    await stage.clock.advance(20 * DAY_MS);
    observe(3);
    expect(await sums('2026-01-05T00:00:00Z', 86_400, new Date('2026-01-06T00:00:00Z'))).toEqual([['01-05T00:00', 8]]);
  });

  it('begins its first period at the minute of the start, at five minutes or an hour of older ones', async () => {
    await observeAnHour();
    await stage.clock.advance(60_000);
    expect(await sums('2026-01-05T08:57:30Z', HOUR_SECONDS)).toEqual([
      ['01-05T08:57', 7],
      ['01-05T09:57', 1],
    ]);
    await stage.clock.advance(20 * DAY_MS);
    expect(await sums('2026-01-05T08:57:30Z', HOUR_SECONDS)).toEqual([
      ['01-05T08:55', 7],
      ['01-05T09:55', 1],
    ]);
    await stage.clock.advance(50 * DAY_MS);
    expect(await sums('2026-01-05T08:57:30Z', HOUR_SECONDS)).toEqual([['01-05T09:00', 8]]);
  });
});
