import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { blue, green, rule } from '../../support/release-facts.ts';
import { at, createMetricsStage, type MetricsStage, times } from './metrics-stage.ts';

let stage: MetricsStage;
beforeEach(async () => {
  stage = await createMetricsStage();
});
afterEach(() => stage.close());

const sides = { listenerRule: rule, stable: blue, candidate: green };
const read = (from = at(0), to = at(60), slowAboveSeconds: readonly number[] = []) =>
  stage.evidence.minutes(sides, slowAboveSeconds, from, to);
/** `requests` that were all answered at once. */
const fine = (requests: number) => ({ requests, seconds: times(requests, 0.01) });
const counts = (requests: number, errors = 0, slow: number[] = []) => ({ requests, errors, slow });

it('has both sides of the same minutes, from one call', async () => {
  stage.count(blue, fine(90));
  stage.count(green, { ...fine(10), answers5xx: 2 });
  await stage.nextMinute();
  stage.count(blue, { ...fine(95), answers5xx: 1 });
  stage.count(green, fine(5));
  await stage.clock.advance(120_000);
  expect(await read()).toEqual([
    { at: at(0), stable: counts(90), candidate: counts(10, 2) },
    { at: at(1), stable: counts(95, 1), candidate: counts(5) },
  ]);
  expect(stage.calls()).toBe(1);
});

it('knows nothing of a side without a data point, and has no minute where neither has one', async () => {
  stage.count(blue, fine(3));
  await stage.clock.advance(120_000);
  stage.count(green, fine(1));
  await stage.clock.advance(120_000);
  expect(await read()).toEqual([
    { at: at(0), stable: counts(3), candidate: null },
    { at: at(2), stable: null, candidate: counts(1) },
  ]);
});

it('counts requests that a target took no connection for as errors', async () => {
  stage.count(green, { requests: 10, answers5xx: 1, unconnected: 3, seconds: times(7, 0.01) });
  await stage.clock.advance(120_000);
  expect(await read()).toEqual([{ at: at(0), stable: null, candidate: counts(10, 4) }]);
});

it('has at least as many requests as errors, even if they were sent a minute before', async () => {
  stage.count(green, fine(10));
  await stage.nextMinute();
  stage.count(green, { unconnected: 2 });
  await stage.clock.advance(120_000);
  expect((await read()).map(({ candidate }) => candidate)).toEqual([counts(10), counts(2, 2)]);
});

it('counts requests that nobody answered as errors, a minute later', async () => {
  stage.count(green, { requests: 100, seconds: times(60, 0.01) });
  await stage.nextMinute();
  await stage.clock.advance(10_000);
  expect(await read()).toEqual([{ at: at(0), stable: null, candidate: counts(100) }]);
  stage.count(green, { requests: 100, seconds: times(60, 0.01) });
  await stage.nextMinute();
  const [first, second] = await read();
  expect(first?.candidate?.unanswered).toBeGreaterThan(35);
  expect(first?.candidate?.errors).toBe(first?.candidate?.unanswered);
  expect(second?.candidate).toEqual(counts(100));
});

it('tells requests that went to unhealthy targets, which are no errors by themselves', async () => {
  stage.count(green, { ...fine(10), failedOpen: 10 });
  await stage.clock.advance(120_000);
  expect(await read()).toEqual([{ at: at(0), stable: null, candidate: { ...counts(10), failedOpen: 10 } }]);
});

it('leaves out the minutes that the span begins and ends in', async () => {
  for (let minute = 0; minute < 5; minute += 1) {
    stage.count(green, fine(minute + 1));
    await stage.nextMinute();
  }
  await stage.nextMinute();
  const requests = (await read(at(0.5), at(3.9))).map(({ candidate }) => candidate?.requests);
  expect(requests).toEqual([2, 3]);
});

it('leaves out the minute that is not published yet', async () => {
  stage.count(green, fine(1));
  await stage.nextMinute();
  stage.count(green, fine(2));
  await stage.clock.advance(30_000);
  expect((await read(at(0), at(1.5))).map((minute) => minute.at)).toEqual([at(0)]);
});

it('has no minutes, and asks nobody, before a whole one is over', async () => {
  expect([await read(at(0), at(0.9)), await read(at(0.1), at(1.9)), await read(at(5), at(1))]).toEqual([[], [], []]);
  expect(stage.calls()).toBe(0);
});

it('counts what was slower than each threshold', async () => {
  stage.count(blue, { requests: 10, seconds: [...times(8, 0.05), ...times(2, 0.4)] });
  stage.count(green, { requests: 4, seconds: [...times(1, 0.05), ...times(1, 0.4), ...times(2, 3)] });
  await stage.clock.advance(120_000);
  expect(await read(at(0), at(2), [0.1, 1])).toEqual([
    { at: at(0), stable: counts(10, 0, [2, 0]), candidate: counts(4, 0, [3, 2]) },
  ]);
});

it('rounds what CloudWatch interpolates so that no error adds up', async () => {
  const requests = 20;
  stage.count(blue, { requests, seconds: times(requests, 0.2) });
  for (let minute = 0; minute < requests; minute += 1) {
    stage.count(green, { requests: 1, seconds: [0.2] });
    await stage.nextMinute();
  }
  await stage.nextMinute();
  const minutes = await read(at(0), at(requests), [0.2]);
  const slow = minutes.map(({ candidate }) => candidate?.slow[0] ?? -1);
  expect(new Set(slow)).toEqual(new Set([0, 1]));
  expect(slow.reduce((sum, one) => sum + one, 0)).toBe(minutes[0]?.stable?.slow[0]);
});

it('takes thresholds of microseconds', async () => {
  stage.count(green, { requests: 2, seconds: [0.000_000_4, 0.1] });
  await stage.clock.advance(120_000);
  expect((await read(at(0), at(2), [0.000_001]))[0]?.candidate).toEqual(counts(2, 0, [1]));
});

it('in place calls everything the candidate, and asks for it once', async () => {
  stage.count(green, { ...fine(7), answers5xx: 1 });
  await stage.clock.advance(120_000);
  const inPlace = { ...sides, stable: green };
  expect(await stage.evidence.minutes(inPlace, [], at(0), at(2))).toEqual([
    { at: at(0), stable: null, candidate: counts(7, 1) },
  ]);
});

it('reads more minutes than one answer holds', async () => {
  const minutes = 6000;
  for (let minute = 0; minute < minutes; minute += 1) {
    stage.count(green, { requests: 1 + (minute % 2) });
    stage.clock.stall(60_000);
  }
  await stage.nextMinute();
  const found = await read(at(0), at(minutes), [0.1, 0.2, 0.3]);
  expect(found).toHaveLength(minutes);
  expect(found.reduce((sum, { candidate }) => sum + (candidate?.requests ?? 0), 0)).toBe(1.5 * minutes);
  expect(stage.calls()).toBe(2);
});

it('fails when CloudWatch cannot be reached', async () => {
  await stage.close();
  await expect(read()).rejects.toMatchObject({ name: 'CallFailed', message: /^GetMetricData failed/ });
});

it('fails when CloudWatch could not read one of the metrics', async () => {
  stage.client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const [first] = (answer.output as { MetricDataResults: { StatusCode: string }[] }).MetricDataResults;
      if (first) first.StatusCode = 'InternalError';
      return answer;
    },
    { step: 'initialize' },
  );
  await expect(read()).rejects.toMatchObject({ name: 'CallFailed', message: /InternalError for RequestCount/ });
});
