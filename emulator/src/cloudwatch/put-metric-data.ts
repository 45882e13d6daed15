import type { Dimension, MetricDatum, PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import type { Clock } from '../clock.ts';
import { type Aggregate, addStatistics, addValue } from './aggregate.ts';
import { invalidParameter, notEmulated } from './faults.ts';
import type { MetricStore } from './metric-store.ts';

const MOST_DATA = 1000;
const MOST_VALUES = 150;
const MOST_DIMENSIONS = 30;
const LARGEST_VALUE = 2 ** 360;
const OLDEST_MS = 14 * 24 * 3_600_000;
const NEWEST_MS = 2 * 3_600_000;

/** PutMetricData. Nothing is stored when any datum is refused. */
export function putMetricDataOperation(clock: Clock, store: MetricStore) {
  return {
    PutMetricData({ Namespace = '', MetricData = [], EntityMetricData }: PutMetricDataCommandInput) {
      if (EntityMetricData) throw notEmulated('EntityMetricData');
      if (Namespace.startsWith('AWS/')) throw invalidParameter('Namespace', `'${Namespace}' begins with AWS/`);
      if (MetricData.length > MOST_DATA) throw invalidParameter('MetricData', `more than ${MOST_DATA} metrics`);
      for (const datum of MetricData) checkDatum(datum, clock.now());
      for (const datum of MetricData) addToStore(store, Namespace, datum, clock.now());
      return {};
    },
  };
}

function addToStore(store: MetricStore, namespace: string, datum: MetricDatum, now: number): void {
  const metric = { namespace, name: datum.MetricName ?? '', dimensions: readDimensions(datum.Dimensions) };
  const highResolution = (datum.StorageResolution ?? 60) < 60;
  store.put(metric, datum.Timestamp?.getTime() ?? now, highResolution, (aggregate) => addDatum(aggregate, datum));
}

function addDatum(aggregate: Aggregate, { Value, Values = [], Counts, StatisticValues: set }: MetricDatum): void {
  if (Value !== undefined) addValue(aggregate, Value);
  for (const [index, value] of Values.entries()) addValue(aggregate, value, Counts?.[index] ?? 1);
  if (!set) return;
  const { Sum = 0, SampleCount = 0, Minimum = 0, Maximum = 0 } = set;
  if (Minimum === Maximum) addValue(aggregate, Minimum, SampleCount);
  else addStatistics(aggregate, { sum: Sum, count: SampleCount, least: Minimum, most: Maximum });
}

function checkDatum(datum: MetricDatum, now: number): void {
  const { Value, Values, Counts, StatisticValues, Timestamp, Dimensions = [], StorageResolution } = datum;
  const given = [Value, Values, StatisticValues].filter((one) => one !== undefined);
  if (given.length !== 1) throw invalidParameter('MetricData', 'give exactly one of Value, Values, StatisticValues');
  if (Counts && Counts.length !== Values?.length)
    throw invalidParameter('Counts', 'needs one entry for each of Values');
  if ((Values?.length ?? 0) > MOST_VALUES) throw invalidParameter('Values', `more than ${MOST_VALUES} values`);
  if (Dimensions.length > MOST_DIMENSIONS) throw invalidParameter('Dimensions', `more than ${MOST_DIMENSIONS}`);
  if (StorageResolution !== undefined && ![1, 60].includes(StorageResolution)) {
    throw invalidParameter('StorageResolution', 'must be 1 or 60');
  }
  for (const value of [...(Values ?? []), Value ?? 0, ...Object.values(StatisticValues ?? {})]) checkValue(value);
  const at = Timestamp?.getTime() ?? now;
  if (at < now - OLDEST_MS || at > now + NEWEST_MS) {
    throw invalidParameter('Timestamp', 'must be within the past two weeks and the next two hours');
  }
}

function checkValue(value: number): void {
  if (Number.isFinite(value) && Math.abs(value) <= LARGEST_VALUE) return;
  throw invalidParameter('Value', `${value} is not a number from -2^360 to 2^360`);
}

/** Dimensions as a record by name. */
export function readDimensions(dimensions: readonly Dimension[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
}
