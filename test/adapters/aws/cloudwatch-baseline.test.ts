import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { blue, green, rule } from '../../support/release-facts.ts';
import { at, createMetricsStage, type MetricsStage, minuteMs, times } from './metrics-stage.ts';

let stage: MetricsStage;
beforeEach(async () => {
  stage = await createMetricsStage();
});
afterEach(() => stage.close());

describe('the baseline', () => {
  const read = (from: string, to: string, unfeltSeconds = 0) =>
    stage.evidence.baseline(rule, blue, from, to, unfeltSeconds);

  it('has the percentiles of the span and how many requests were slower', async () => {
    const seconds = Array.from({ length: 100 }, (_, i) => (i + 1) / 100);
    for (let minute = 0; minute < 10; minute += 1) {
      stage.count(blue, { requests: 101, answers5xx: 1, unconnected: 1, seconds });
      await stage.nextMinute();
    }
    await stage.nextMinute();
    const baseline = await read(at(0), at(10));
    expect(baseline).toMatchObject({ requests: 1010, errors: 20 });
    for (const [i, expected] of [0.5, 0.9, 0.99].entries()) {
      expect(Math.abs((baseline?.slowAboveSeconds[i] ?? 0) - expected)).toBeLessThan(0.02 * expected);
      expect(Math.abs((baseline?.slow[i] ?? 0) - 1000 * (1 - expected))).toBeLessThan(3);
    }
  });

  it('counts slow requests as the minutes do', async () => {
    for (let minute = 0; minute < 5; minute += 1) {
      stage.count(blue, { requests: 7, seconds: [...times(5, 0.02), 0.3, 0.02 * (minute + 1)] });
      await stage.nextMinute();
    }
    await stage.nextMinute();
    const baseline = await read(at(0), at(5));
    const sides = { listenerRule: rule, stable: blue, candidate: green };
    const minutes = await stage.evidence.minutes(sides, baseline?.slowAboveSeconds ?? [], at(0), at(5));
    const slow = [0, 1, 2].map((i) => minutes.reduce((sum, { stable }) => sum + (stable?.slow[i] ?? 0), 0));
    expect(baseline?.slow).toEqual(slow);
    expect(slow[0]).toBeGreaterThan(0);
  });

  it('calls no request slow for what nobody feels', async () => {
    for (let minute = 0; minute < 5; minute += 1) {
      stage.count(blue, { requests: 100, seconds: [...times(50, 0.0004), ...times(45, 0.0007), ...times(5, 0.02)] });
      await stage.nextMinute();
    }
    await stage.nextMinute();
    const [felt, all] = [await read(at(0), at(5), 0.005), await read(at(0), at(5))];
    for (const [i, seconds] of (felt?.slowAboveSeconds ?? []).entries())
      expect(seconds).toBeCloseTo((all?.slowAboveSeconds[i] ?? 0) + 0.005, 6);
    expect(felt?.slow).toEqual([25, 25, 0]);
    expect(all?.slow[0]).toBeGreaterThan(200);
  });

  it('knows nothing of what was before and after, wherever the span begins', async () => {
    for (let minute = 0; minute < 30; minute += 1) {
      const isWithin = minute >= 7 && minute < 20;
      stage.count(blue, { requests: 10, seconds: times(10, isWithin ? 0.1 : 5) });
      await stage.nextMinute();
    }
    const baseline = await read(at(6.2), at(20.8));
    expect(baseline?.requests).toBe(130);
    for (const seconds of baseline?.slowAboveSeconds ?? [9]) expect(Math.abs(seconds - 0.1)).toBeLessThan(0.003);
  });

  it('is nothing when there were no requests, or no whole minute', async () => {
    stage.count(green, { requests: 5 });
    await stage.clock.advance(5 * minuteMs);
    expect([await read(at(0), at(5)), await read(at(1), at(1.5))]).toEqual([null, null]);
  });

  it('has errors but no response times when no request was answered', async () => {
    stage.count(blue, { requests: 5, unconnected: 5 });
    await stage.clock.advance(5 * minuteMs);
    expect(await read(at(0), at(5))).toEqual({ requests: 5, errors: 5, slow: [], slowAboveSeconds: [] });
  });

  it('may span days', async () => {
    for (const seconds of [0.1, 0.3]) {
      stage.count(blue, { requests: 50, seconds: times(50, seconds) });
      await stage.clock.advance(24 * 60 * minuteMs);
    }
    const baseline = await read(at(0), at(2 * 24 * 60));
    expect(baseline?.requests).toBe(100);
    expect(baseline?.slowAboveSeconds[0]).toBeCloseTo(0.2, 2);
  });
});

describe('the spent budget', () => {
  const days = 24 * 60;
  const spent = (groups: readonly string[], from: string, to: string) => stage.evidence.spent(rule, groups, from, to);

  it('is of all target groups together, over a month, from one call', async () => {
    for (let day = 0; day < 40; day += 1) {
      stage.count(blue, { requests: 1000, answers5xx: 1 });
      stage.count(green, { requests: 100, unconnected: 1 });
      await stage.clock.advance(days * minuteMs);
    }
    expect(await spent([blue, green], at(10 * days), at(40 * days))).toEqual({ requests: 33_000, errors: 60 });
    expect(stage.calls()).toBe(1);
    expect(await spent([blue], at(39 * days), at(40 * days))).toEqual({ requests: 1000, errors: 1 });
  });

  it('counts a target group once, however often it is named', async () => {
    stage.count(blue, { requests: 8, answers5xx: 2 });
    await stage.clock.advance(2 * minuteMs);
    expect(await spent([blue, blue], at(0), at(2))).toEqual({ requests: 8, errors: 2 });
  });

  it('has the hour that the span begins in, and the present one so far', async () => {
    stage.count(blue, { requests: 1 });
    await stage.clock.advance(90 * minuteMs);
    stage.count(blue, { requests: 2 });
    await stage.clock.advance(2 * minuteMs);
    expect(await spent([blue], at(30), at(92))).toEqual({ requests: 3, errors: 0 });
  });

  it('is nothing where there was no traffic', async () => {
    expect(await spent([blue, green], at(-30 * days), at(0))).toEqual({ requests: 0, errors: 0 });
  });
});
