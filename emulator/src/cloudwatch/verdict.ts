import type { AlarmState, ComparisonOperator, MetricCondition } from './alarm.ts';
import type { TimeSeries } from './math.ts';

/** A period's value, by the period's start. */
export interface Datapoint {
  readonly at: number;
  readonly value: number;
}

/** What an evaluation found. `state` is undefined when the present state is to be kept. */
export interface Verdict {
  readonly state: AlarmState | undefined;
  /** The real points that were judged, oldest first. */
  readonly evaluated: readonly Datapoint[];
  readonly breaching: readonly Datapoint[];
  /** How many missing points were treated as the alarm says. */
  readonly missing: number;
}

/**
 * AWS looks at more periods than it evaluates, by a number it does not publish; its documented example is 5 for 3.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
const EXTRA_PERIODS = 2;

/** How many periods an evaluation looks back. */
export function evaluationRange({ evaluationPeriods }: Pick<MetricCondition, 'evaluationPeriods'>): number {
  return evaluationPeriods + EXTRA_PERIODS;
}

type Judgement = Pick<
  MetricCondition,
  'evaluationPeriods' | 'datapointsToAlarm' | 'threshold' | 'operator' | 'treatMissingData'
>;

/** Judges the periods of the evaluation range (their starts, oldest first). Real points count before missing ones are filled in. */
export function judge(condition: Judgement, periods: readonly number[], series: TimeSeries): Verdict {
  const { evaluationPeriods, datapointsToAlarm } = condition;
  const real = periods.flatMap((at): Datapoint[] => {
    const value = series.get(at);
    return value === undefined ? [] : [{ at, value }];
  });
  const evaluated = real.slice(-evaluationPeriods);
  const breaching = evaluated.filter(({ value }) => breaches(condition.operator, value, condition.threshold));
  const missing = evaluationPeriods - evaluated.length;
  const found = { evaluated, breaching, missing };
  if (breaching.length >= datapointsToAlarm) return { ...found, state: 'ALARM' };
  if (missing === 0) return { ...found, state: 'OK' };
  return { ...found, state: fillIn(condition, found, periods) };
}

/** Too few real points, and not enough of them breach. */
function fillIn(
  condition: Judgement,
  found: Omit<Verdict, 'state'>,
  periods: readonly number[],
): AlarmState | undefined {
  const { evaluated, breaching, missing } = found;
  const onlyBreaching = breaching.length === evaluated.length;
  switch (condition.treatMissingData) {
    case 'breaching':
      return breaching.length + missing >= condition.datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return 'OK';
    case 'ignore':
      return onlyBreaching ? undefined : 'OK';
    case 'missing':
      if (evaluated.length === 0) return 'INSUFFICIENT_DATA';
      if (!onlyBreaching) return 'OK';
      return isOldEnough(condition, found, periods) ? 'ALARM' : undefined;
  }
}

/** AWS's guard against premature alarms: only a breach that is as old as DatapointsToAlarm counts for the missing ones. */
function isOldEnough(
  { datapointsToAlarm }: Judgement,
  { breaching }: Pick<Verdict, 'breaching'>,
  periods: readonly number[],
): boolean {
  const [oldest] = breaching;
  return oldest !== undefined && periods.length - periods.indexOf(oldest.at) >= datapointsToAlarm;
}

function breaches(operator: ComparisonOperator, value: number, threshold: number): boolean {
  switch (operator) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}
