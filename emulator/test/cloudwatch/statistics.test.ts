import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createStage, MINUTE_MS, NAMESPACE, putAlarm, putValue, type Stage, stateOf } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.close());

function observe(value: number, times = 1): void {
  for (let i = 0; i < times; i += 1) {
    stage.metrics.record({ namespace: NAMESPACE, name: 'Latency', dimensions: {}, value });
  }
}

/** One value over the last ten minutes; undefined without a data point. */
async function statistic(name: string): Promise<number | undefined> {
  const now = stage.clock.now();
  const range = { StartTime: new Date(now - 10 * MINUTE_MS), EndTime: new Date(now + MINUTE_MS) };
  const MetricStat = { Metric: { Namespace: NAMESPACE, MetricName: 'Latency' }, Period: 3600, Stat: name };
  const input = { MetricDataQueries: [{ Id: 'one', MetricStat }], ...range };
  const { MetricDataResults } = await stage.client.send(new GetMetricDataCommand(input));
  return MetricDataResults?.[0]?.Values?.[0];
}

describe('percentiles', () => {
  it.each([
    ['p50', 500],
    ['p90', 900],
    ['p99', 990],
    ['p99.9', 999],
  ])('%s of the values from 1 to 1000 is about %d', async (name, value) => {
    for (let one = 1; one <= 1000; one += 1) observe(one);
    const found = (await statistic(name)) ?? 0;
    expect(Math.abs(found - value)).toBeLessThan(0.02 * value);
  });

  it('of zeros are zero, and p100 is the largest value', async () => {
    observe(0, 99);
    observe(7);
    expect([await statistic('p50'), await statistic('p100')]).toEqual([0, 7]);
  });
});

describe('trimmed statistics', () => {
  it('count, sum up and average what lies between two values', async () => {
    observe(1, 10);
    observe(20, 5);
    observe(300, 2);
    expect(await statistic('TC(10:100)')).toBe(5);
    expect(await statistic('TC(:100)')).toBe(15);
    expect(await statistic('TC(100:)')).toBe(2);
    expect(await statistic('TS(10:100)')).toBeCloseTo(100, -1);
    expect(await statistic('TM(10:100)')).toBeCloseTo(20, 0);
  });

  it('have nothing to average where no value is', async () => {
    observe(1);
    expect([await statistic('TC(10:100)'), await statistic('TM(10:100)')]).toEqual([0, undefined]);
  });

  it('interpolate, so that a count may be no whole number', async () => {
    observe(0.2, 3);
    const above = (await statistic('TC(0.2:10)')) ?? 0;
    expect(above).toBeGreaterThan(0);
    expect(above).toBeLessThan(3);
    expect(above + ((await statistic('TC(0:0.2)')) ?? 0)).toBeCloseTo(3, 9);
  });

  it('find half of the values above their median, even when all are the same', async () => {
    observe(0.25, 100);
    const median = (await statistic('p50')) ?? 0;
    expect(Math.abs(median - 0.25)).toBeLessThan(0.005);
    expect(await statistic(`TC(${median.toFixed(10)}:10)`)).toBeCloseTo(50, 4);
  });
});

describe('percentile ranks', () => {
  it('are percentages of values above the lower and up to the upper bound', async () => {
    observe(0, 1);
    observe(1, 2);
    observe(5, 1);
    expect([await statistic('PR(:3)'), await statistic('PR(3:)'), await statistic('PR(0:3)')]).toEqual([75, 25, 50]);
  });
});

describe('a distribution', () => {
  it('is unknown when a value is negative', async () => {
    await putValue(stage, 'Latency', -1);
    await putValue(stage, 'Latency', 1);
    for (const name of ['p50', 'TC(0:1)', 'PR(:1)', 'TM(0:1)']) expect(await statistic(name)).toBeUndefined();
  });

  it('spans periods of many minutes', async () => {
    for (const value of [1, 2, 3, 4]) {
      observe(value);
      await stage.clock.advance(MINUTE_MS);
    }
    expect([await statistic('TC(1.5:3.5)'), await statistic('Sum'), await statistic('SampleCount')]).toEqual([
      2, 10, 4,
    ]);
  });
});

describe('a statistic', () => {
  it.each(['p101', 'P99', 'p', 'p-1', 'PR(:)', 'PR(2:1)', 'PR(5%:6%)', 'TM(1e2:2e2)', 'Median', 'TC(-1:2)', ''])(
    "'%s' is refused",
    async (name) => {
      await expect(statistic(name)).rejects.toMatchObject({ name: 'ValidationException' });
    },
  );

  it.each(['IQM', 'tm99', 'TM(2%:98%)', 'tc90', 'ts90', 'wm98', 'WM(10:20)'])('%s is not emulated', async (name) => {
    await expect(statistic(name)).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  it('of an alarm may be any of them', async () => {
    const slow = { MetricName: 'Latency', Statistic: undefined, ExtendedStatistic: 'TC(1:10)', Threshold: 2 };
    await putAlarm(stage, slow);
    observe(5, 3);
    await stage.clock.advance(2 * MINUTE_MS);
    expect(await stateOf(stage)).toBe('ALARM');
  });
});
