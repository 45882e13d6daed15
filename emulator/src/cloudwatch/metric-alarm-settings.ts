import type { MetricDataQuery, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { AlarmSettings, ComparisonOperator, MetricCondition, MissingDataTreatment } from './alarm.ts';
import { notEmulated, validationError } from './faults.ts';
import { type Query, readQueries } from './queries.ts';

const OPERATORS: readonly ComparisonOperator[] = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
];
const TREATMENTS: readonly MissingDataTreatment[] = ['breaching', 'notBreaching', 'ignore', 'missing'];
const NOT_MODELLED = [
  'ThresholdMetricId',
  'EvaluationWindow',
  'WarmUpConfiguration',
  'EvaluationCriteria',
  'EvaluationInterval',
  'ActionConfiguration',
  'EvaluateLowSampleCountPercentile',
  'Unit',
] as const;
const MOST_ACTIONS = 5;
const DAY_SECONDS = 86_400;

/** Name, description and actions; the same for both kinds of alarms. */
export function readAlarmSettings(
  input: Pick<
    PutMetricAlarmCommandInput,
    'AlarmName' | 'AlarmDescription' | 'ActionsEnabled' | 'AlarmActions' | 'OKActions' | 'InsufficientDataActions'
  >,
): AlarmSettings {
  const name = input.AlarmName ?? '';
  if (name.length < 1 || name.length > 255) throw validationError('AlarmName must have 1 to 255 characters');
  const actions = {
    ALARM: input.AlarmActions ?? [],
    OK: input.OKActions ?? [],
    INSUFFICIENT_DATA: input.InsufficientDataActions ?? [],
  };
  if (Object.values(actions).some((list) => list.length > MOST_ACTIONS)) {
    throw validationError(`At most ${MOST_ACTIONS} actions for each state`);
  }
  return { name, description: input.AlarmDescription, actionsEnabled: input.ActionsEnabled ?? true, actions };
}

/** The metric queries behind an alarm, whichever way it was given. */
export function queriesOf(input: PutMetricAlarmCommandInput): MetricDataQuery[] {
  const { Metrics, MetricName, Namespace, Dimensions, Statistic, ExtendedStatistic, Period } = input;
  if (Metrics) {
    const plain = { MetricName, Namespace, Dimensions, Statistic, ExtendedStatistic, Period };
    const both = Object.entries(plain).find(([, value]) => value !== undefined)?.[0];
    if (both) throw validationError(`The parameter ${both} cannot be used together with Metrics`);
    return Metrics;
  }
  if (!MetricName) throw validationError('Either MetricName or Metrics must be given');
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw validationError('Exactly one of Statistic and ExtendedStatistic must be given');
  }
  const Metric = { Namespace, MetricName, ...(Dimensions ? { Dimensions } : {}) };
  return [{ Id: 'm1', MetricStat: { Metric, Period, Stat: Statistic ?? ExtendedStatistic } }];
}

/** How the alarm judges; throws for what AWS refuses or this emulator does not model. */
export function readMetricCondition(
  input: PutMetricAlarmCommandInput,
  source: readonly MetricDataQuery[],
): MetricCondition {
  for (const name of NOT_MODELLED) if (input[name] !== undefined) throw notEmulated(`${name} of an alarm`);
  const queries = readQueries(source);
  const [observed, ...others] = queries.filter(({ returnsData }) => returnsData);
  if (!observed || others.length > 0) throw validationError('Exactly one of Metrics must have ReturnData true');
  const { Threshold } = input;
  if (Threshold === undefined) throw validationError('Threshold must be given');
  return {
    kind: 'metric',
    queries,
    observed,
    isPlain: input.Metrics === undefined,
    ...readPeriods(input, observed),
    threshold: Threshold,
    operator: readOperator(input.ComparisonOperator),
    treatMissingData: readTreatment(input.TreatMissingData ?? 'missing'),
  };
}

function readPeriods(
  { EvaluationPeriods: periods = 0, DatapointsToAlarm }: PutMetricAlarmCommandInput,
  observed: Query,
) {
  const datapointsToAlarm = DatapointsToAlarm ?? periods;
  if (!Number.isInteger(periods) || periods < 1) throw validationError('EvaluationPeriods must be at least 1');
  if (!Number.isInteger(datapointsToAlarm) || datapointsToAlarm < 1 || datapointsToAlarm > periods) {
    throw validationError('DatapointsToAlarm must be from 1 to EvaluationPeriods');
  }
  const periodSeconds = observed.periodMs / 1000;
  const mostSeconds = periodSeconds >= 3600 ? 7 * DAY_SECONDS : DAY_SECONDS;
  if (periods * periodSeconds > mostSeconds) {
    throw validationError(`Metrics cannot be checked across more than ${mostSeconds} s (EvaluationPeriods * Period)`);
  }
  return { evaluationPeriods: periods, datapointsToAlarm };
}

function readOperator(operator: string | undefined): ComparisonOperator {
  const found = OPERATORS.find((one) => one === operator);
  if (!found) throw notEmulated(`The comparison operator ${operator}`);
  return found;
}

function readTreatment(treatment: string): MissingDataTreatment {
  const found = TREATMENTS.find((one) => one === treatment);
  if (!found) throw validationError(`TreatMissingData '${treatment}' must be one of ${TREATMENTS.join(', ')}`);
  return found;
}
