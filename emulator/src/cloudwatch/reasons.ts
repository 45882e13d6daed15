import type { AlarmState, ComparisonOperator, MetricCondition } from './alarm.ts';
import type { Datapoint, Verdict } from './verdict.ts';

const COMPARISONS: Readonly<Record<ComparisonOperator, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/** The StateReason of a transition, worded as CloudWatch does. */
export function reasonOf(condition: MetricCondition, verdict: Verdict, to: AlarmState): string {
  const { evaluated, breaching, missing } = verdict;
  if (to === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${plural(missing, 'datapoint was', 'datapoints were')} unknown.`;
  }
  const told = to === 'ALARM' ? breaching : evaluated.filter((point) => !breaching.includes(point));
  if (told.length === 0) return fromMissingData(condition, missing);
  const listed = told.toReversed().map(describePoint).join(', ');
  const verb = `${told.length === 1 ? 'was' : 'were'}${to === 'ALARM' ? '' : ' not'}`;
  const threshold = `${COMPARISONS[condition.operator]} the threshold (${double(condition.threshold)})`;
  const needed =
    to === 'ALARM' ? condition.datapointsToAlarm : condition.evaluationPeriods - condition.datapointsToAlarm + 1;
  const minimum = `(minimum ${plural(needed, 'datapoint', 'datapoints')} for ${to === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK'} transition)`;
  return `Threshold Crossed: ${told.length} out of the last ${evaluated.length} datapoints [${listed}] ${verb} ${threshold} ${minimum}.`;
}

function fromMissingData({ treatMissingData }: MetricCondition, missing: number): string {
  const treated = treatMissingData === 'breaching' ? '[Breaching]' : '[NonBreaching]';
  const periods = plural(missing, 'period', 'periods');
  const points = plural(missing, 'missing datapoint was', 'missing datapoints were');
  return `Threshold Crossed: no datapoints were received for ${periods} and ${points} treated as ${treated}.`;
}

/** The StateReasonData of a transition: a JSON text. */
export function reasonDataOf(condition: MetricCondition, { evaluated }: Verdict, queriedAt: number): string {
  const { observed, threshold } = condition;
  const [oldest] = evaluated;
  return JSON.stringify({
    version: '1.0',
    queryDate: timestamp(queriedAt),
    ...(oldest ? { startDate: timestamp(oldest.at) } : {}),
    ...(observed.source.kind === 'metric' ? { statistic: observed.source.statistic } : {}),
    period: observed.periodMs / 1000,
    recentDatapoints: evaluated.map(({ value }) => value),
    threshold,
    evaluatedDatapoints: evaluated.toReversed().map(({ at, value }) => ({ timestamp: timestamp(at), value })),
  });
}

/** As alarm events write it: `2019-10-02T17:04:40.989+0000`. */
export function timestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '+0000');
}

const WEEKDAY = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', weekday: 'long' });
const MONTH = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', month: 'long' });

/** As the reasons of composite alarms write it: `Wednesday 10 November, 2021 02:45:55 UTC`. */
export function spelledOut(epochMs: number): string {
  const at = new Date(epochMs);
  const iso = at.toISOString();
  const date = `${WEEKDAY.format(at)} ${iso.slice(8, 10)} ${MONTH.format(at)}, ${at.getUTCFullYear()}`;
  return `${date} ${iso.slice(11, 19)} UTC`;
}

function describePoint({ at, value }: Datapoint): string {
  const [, year = '', month, day, time] = /^\d\d(\d\d)-(\d\d)-(\d\d)T([\d:]{8})/.exec(new Date(at).toISOString()) ?? [];
  return `${double(value)} (${day}/${month}/${year} ${time})`;
}

function double(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
