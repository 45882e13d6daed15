import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createStage, MINUTE_MS, minuteWith, NAMESPACE, putValue, query, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.close());

async function get(queries: MetricDataQuery[], more: Partial<GetMetricDataCommandInput> = {}) {
  const now = stage.clock.now();
  const input = { MetricDataQueries: queries, StartTime: new Date(now - 600_000), EndTime: new Date(now) };
  return stage.client.send(new GetMetricDataCommand({ ...input, ScanBy: 'TimestampAscending', ...more }));
}

async function valuesOf(...queries: MetricDataQuery[]): Promise<readonly (number[] | undefined)[]> {
  const { MetricDataResults = [] } = await get(queries);
  return MetricDataResults.map(({ Values }) => Values);
}

function put(datum: Partial<MetricDatum>, Namespace = NAMESPACE): Promise<unknown> {
  const Timestamp = new Date(stage.clock.now());
  return stage.client.send(
    new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: 'Latency', Timestamp, ...datum }] }),
  );
}

describe('GetMetricData', () => {
  it('answers statistics by the minute, newest first unless told otherwise', async () => {
    await putValue(stage, 'Latency', 1);
    await minuteWith(stage, 4, 'Latency');
    await minuteWith(stage, 7, 'Latency');
    expect(await valuesOf(query('s', 'Latency', 'Sum'), query('a', 'Latency', 'Average'))).toEqual([
      [5, 7],
      [2.5, 7],
    ]);
    expect(
      await valuesOf(
        query('n', 'Latency', 'Minimum'),
        query('x', 'Latency', 'Maximum'),
        query('c', 'Latency', 'SampleCount'),
      ),
    ).toEqual([
      [1, 7],
      [4, 7],
      [2, 1],
    ]);
    const { MetricDataResults } = await get([query('s', 'Latency', 'Sum')], { ScanBy: 'TimestampDescending' });
    expect(MetricDataResults?.[0]).toEqual({
      Id: 's',
      Label: 'Latency',
      Timestamps: [new Date('2026-01-05T09:01:00Z'), new Date('2026-01-05T09:00:00Z')],
      Values: [7, 5],
      StatusCode: 'Complete',
    });
  });

  it('answers percentiles of millions of values within one percent', async () => {
    for (let value = 1; value <= 1000; value += 1) {
      stage.metrics.record({ namespace: NAMESPACE, name: 'Latency', dimensions: {}, value });
    }
    const [[median = 0, late = 0, worst] = []] = [
      (
        await valuesOf(query('a', 'Latency', 'p50'), query('b', 'Latency', 'p99'), query('c', 'Latency', 'p100'))
      ).flat(),
    ];
    expect(Math.abs(median - 500)).toBeLessThan(6);
    expect(Math.abs(late - 990)).toBeLessThan(11);
    expect(worst).toBe(1000);
  });

  it('tells metrics apart by all of their dimensions', async () => {
    const Dimensions = [{ Name: 'Zone', Value: 'a' }];
    await put({ Value: 1 });
    await put({ Value: 2, Dimensions });
    const inZone = { Namespace: NAMESPACE, MetricName: 'Latency', Dimensions };
    expect(
      await valuesOf(query('all', 'Latency', 'Sum'), {
        Id: 'z',
        MetricStat: { Metric: inZone, Period: 60, Stat: 'Sum' },
      }),
    ).toEqual([[1], [2]]);
  });

  it('evaluates metric math', async () => {
    await putValue(stage, 'Errors', 1);
    await minuteWith(stage, 4, 'Requests');
    await minuteWith(stage, 8, 'Requests');
    const metrics = [
      query('err', 'Errors', 'Sum', { ReturnData: false }),
      query('req', 'Requests', 'Sum', { ReturnData: false }),
    ];
    const math = async (Expression: string) => (await valuesOf(...metrics, { Id: 'e', Expression }))[0];
    expect(await math('100 * err / req')).toEqual([25]);
    expect(await math('req - 2 ^ 2 * -1')).toEqual([8, 12]);
    expect(await math('IF(req > 5, req, 0)')).toEqual([0, 8]);
    expect(await math('req >= 4 AND req != 8')).toEqual([1, 0]);
    expect(await math('req / (req - 4)')).toEqual([2]);
    expect((await math('FILL(err, 0)'))?.filter((value) => value !== 0)).toEqual([1]);
    expect(await math('IF(FILL(req, 0) > 0, FILL(err, 0), req)')).toEqual([1, 0]);
  });

  it('pages by the number of datapoints', async () => {
    for (const value of [1, 2, 3]) await minuteWith(stage, value, 'Latency');
    const values: (number[] | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await get([query('s', 'Latency', 'Sum')], { MaxDatapoints: 2, NextToken });
      values.push(page.MetricDataResults?.[0]?.Values);
      NextToken = page.NextToken;
    } while (NextToken);
    expect(values).toEqual([[1, 2], [3]]);
  });

  it("shows AWS's own metrics when their minute is over and a few seconds have passed", async () => {
    stage.metrics.record({ namespace: 'AWS/ApplicationELB', name: 'RequestCount', dimensions: {}, value: 1 });
    const Metric = { Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount' };
    const count = () => valuesOf({ Id: 'r', MetricStat: { Metric, Period: 60, Stat: 'Sum' } });
    await stage.clock.advance(49_000);
    expect(await count()).toEqual([[]]);
    await stage.clock.advance(1000);
    expect(await count()).toEqual([[1]]);
  });

  it.each<[string, MetricDataQuery[]]>([
    ['an id twice', [query('a', 'Errors', 'Sum'), query('a', 'Errors', 'Sum')]],
    ['an id with a capital', [query('A', 'Errors', 'Sum')]],
    [
      'a period of 45 s',
      [{ Id: 'a', MetricStat: { Metric: { Namespace: 'N', MetricName: 'M' }, Period: 45, Stat: 'Sum' } }],
    ],
    ['a reference to nothing', [{ Id: 'a', Expression: 'b + 1' }]],
    [
      'a circle',
      [
        { Id: 'a', Expression: 'b' },
        { Id: 'b', Expression: 'a' },
      ],
    ],
    ['no time series', [{ Id: 'a', Expression: '1 + 1' }]],
    ['broken math', [query('b', 'Errors', 'Sum'), { Id: 'a', Expression: 'b +' }]],
  ])('refuses %s', async (_case, queries) => {
    await expect(get(queries)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it.each([['RATE(b)'], ['b ? 1 : 2'], ['"text"'], ['b.c'], ['[b]']])(
    'says that %s is not emulated',
    async (Expression) => {
      await expect(get([query('b', 'Errors', 'Sum'), { Id: 'a', Expression }])).rejects.toMatchObject({
        name: 'NotImplemented',
      });
    },
  );
});

describe('PutMetricData', () => {
  it('takes values with counts, and statistic sets', async () => {
    await put({ Values: [1, 2], Counts: [3, 1] });
    await put({ StatisticValues: { SampleCount: 2, Sum: 10, Minimum: 4, Maximum: 6 } });
    await stage.clock.advance(MINUTE_MS);
    expect(
      await valuesOf(query('s', 'Latency', 'Sum'), query('c', 'Latency', 'SampleCount'), query('p', 'Latency', 'p50')),
    ).toEqual([[15], [6], []]);
  });

  it.each<[string, Partial<MetricDatum>]>([
    ['a datum without a value', {}],
    ['value and values', { Value: 1, Values: [1] }],
    ['too large a value', { Value: 2 ** 361 }],
    ['a time of three weeks ago', { Value: 1, Timestamp: new Date('2025-12-10') }],
    ['a resolution of 30 s', { Value: 1, StorageResolution: 30 }],
  ])('refuses %s', async (_case, datum) => {
    await expect(put(datum)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });

  it('refuses the namespaces of AWS', async () => {
    await expect(put({ Value: 1 }, 'AWS/ApplicationELB')).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });
});
