import type { Clock } from '../clock.ts';
import type { MetricSink } from '../ports.ts';
import { type Aggregate, addValue } from './aggregate.ts';
import { aggregateAt, emptySeries, type MetricSeries, readPeriods, retire, type TimeRange } from './metric-series.ts';

/** A metric: a namespace, a name, and exactly these dimensions. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Every metric of the account, as one aggregate a minute (and one every ten seconds for high-resolution data). */
export interface MetricStore extends MetricSink {
  /** Adds to the period that holds `at`. */
  put(metric: Metric, at: number, highResolution: boolean, add: (aggregate: Aggregate) => void): void;
  /** One aggregate for each period that has visible data, by the period's start. `range.start` begins the first period. */
  read(metric: Metric, range: TimeRange, periodMs: number): ReadonlyMap<number, Aggregate>;
}

const MINUTE_MS = 60_000;

/** An empty store. */
export function createMetricStore(clock: Clock, publishDelayMs: number): MetricStore {
  const seriesOf = createSeriesIndex();
  const visibleUntil = ({ isVended }: MetricSeries) =>
    isVended ? Math.floor((clock.now() - publishDelayMs) / MINUTE_MS) * MINUTE_MS : Infinity;
  return {
    record(observation) {
      addValue(aggregateAt(seriesOf(observation), 'minutes', clock.now()), observation.value);
    },
    put(metric, at, highResolution, add) {
      const series = seriesOf(metric);
      add(aggregateAt(series, 'minutes', at));
      if (highResolution) add(aggregateAt(series, 'tenSeconds', at));
    },
    read(metric, { start, end }, periodMs) {
      const series = seriesOf(metric);
      retire(series, clock.now());
      return readPeriods(series, { start, end: Math.min(end, visibleUntil(series)) }, periodMs);
    },
  };
}

/** Finds series by value; a dimension set seen before, by identity, for publishers that record with every request. */
function createSeriesIndex(): (metric: Metric) => MetricSeries {
  const byKey = new Map<string, MetricSeries>();
  const byIdentity = new WeakMap<object, { readonly metric: Metric; readonly series: MetricSeries }[]>();
  const find = (metric: Metric): MetricSeries => {
    const key = JSON.stringify([metric.namespace, metric.name, Object.entries(metric.dimensions).sort()]);
    const series = byKey.get(key) ?? emptySeries(metric.namespace.startsWith('AWS/'));
    byKey.set(key, series);
    return series;
  };
  return (metric) => {
    const known = byIdentity.get(metric.dimensions) ?? [];
    const seen = known.find((one) => one.metric.name === metric.name && one.metric.namespace === metric.namespace);
    if (seen) return seen.series;
    const series = find(metric);
    byIdentity.set(metric.dimensions, [...known, { metric, series }]);
    return series;
  };
}
