import type { Counts } from '../../contracts/evidence.ts';
import type { AlbDimensions } from './alb-dimensions.ts';
import { type AlbStatistic, ofResponseTime, slowerThan, sumOf } from './alb-statistics.ts';
import { unansweredByMinute } from './alb-unanswered.ts';
import type { Series } from './cloudwatch-series.ts';

/** What `countsByMinute` needs to know of a target group, minute by minute. */
export const countedOf = (of: AlbDimensions, slowAboveSeconds: readonly number[]): readonly AlbStatistic[] => [
  sumOf(of, 'RequestCount'),
  sumOf(of, 'HTTPCode_Target_5XX_Count'),
  sumOf(of, 'TargetConnectionErrorCount'),
  sumOf(of, 'UnhealthyRoutingRequestCount'),
  ofResponseTime(of, 'SampleCount'),
  ofResponseTime(of, 'Sum'),
  ...slowAboveSeconds.map((seconds) => slowerThan(of, seconds)),
];

/**
 * Counts of these minutes (epoch milliseconds), null where there is no data point. Metrics of errors are published only when there
 * are some: without them, but with requests, there were none. An error may be counted a minute after its request; then there
 * were at least as many requests.
 */
export const countsByMinute = (series: readonly Series[], minutes: readonly number[]): readonly (Counts | null)[] => {
  const [requested, answers5xx, unconnected, failedOpen, answers, busySeconds, ...slow] = series;
  const at = (one: Series | undefined, minute: number): number => one?.get(minute) ?? 0;
  const unanswered = unansweredByMinute(
    minutes.map((minute) => ({
      requests: at(requested, minute),
      answers: at(answers, minute),
      unconnected: at(unconnected, minute),
      busySeconds: at(busySeconds, minute),
    })),
  );
  const slowCounts = slow.map((one) => inWholeNumbers(minutes.map((minute) => at(one, minute))));
  return minutes.map((minute, i) => {
    const lost = unanswered[i] ?? 0;
    const errors = at(answers5xx, minute) + at(unconnected, minute) + lost;
    if (!requested?.has(minute) && errors === 0) return null;
    const requests = Math.max(at(requested, minute), errors);
    return {
      requests,
      errors,
      slow: slowCounts.map((counts) => Math.min(counts[i] ?? 0, requests)),
      ...(lost > 0 ? { unanswered: lost } : {}),
      ...(failedOpen?.has(minute) ? { failedOpen: at(failedOpen, minute) } : {}),
    };
  });
};

/** Rounds so that no error adds up: every count is what its sum with all before it has grown. */
const inWholeNumbers = (counts: readonly number[]): readonly number[] => {
  let [sum, told] = [0, 0];
  return counts.map((count) => {
    sum += count;
    const whole = Math.max(0, Math.round(sum) - told);
    told += whole;
    return whole;
  });
};
