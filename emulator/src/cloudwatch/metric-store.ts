import type { Clock } from '../clock.ts';
import type { MetricSink } from '../ports.ts';
import { type Aggregate, addValue, emptyAggregate, mergeAggregates } from './aggregate.ts';

/** A metric: a namespace, a name, and exactly these dimensions. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Times in emulated epoch milliseconds; `start` is inclusive, `end` is exclusive. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** Every metric of the account, as one aggregate a minute (and one every ten seconds for high-resolution data). */
export interface MetricStore extends MetricSink {
  /** Adds to the period that holds `at`. */
  put(metric: Metric, at: number, highResolution: boolean, add: (aggregate: Aggregate) => void): void;
  /** One aggregate for each period that has visible data, by the period's start. `range.start` begins the first period. */
  read(metric: Metric, range: TimeRange, periodMs: number): ReadonlyMap<number, Aggregate>;
}

const MINUTE_MS = 60_000;
const TEN_SECONDS_MS = 10_000;
const KEPT_MINUTES = 24 * 60;
/** CloudWatch keeps data of less than a minute for three hours. */
const KEPT_TEN_SECONDS = 3 * 360;

interface Series {
  /** AWS's own metrics appear when their minute is over, and `publishDelayMs` later. */
  readonly isVended: boolean;
  readonly minutes: Map<number, Aggregate>;
  readonly tenSeconds: Map<number, Aggregate>;
}

/** An empty store. */
export function createMetricStore(clock: Clock, publishDelayMs: number): MetricStore {
  const seriesOf = createSeriesIndex();
  const isVisible = (series: Series, start: number) =>
    !series.isVended || clock.now() >= start + MINUTE_MS + publishDelayMs;
  return {
    record(observation) {
      const aggregate = aggregateAt(seriesOf(observation).minutes, clock.now(), MINUTE_MS, KEPT_MINUTES);
      addValue(aggregate, observation.value);
    },
    put(metric, at, highResolution, add) {
      const series = seriesOf(metric);
      add(aggregateAt(series.minutes, at, MINUTE_MS, KEPT_MINUTES));
      if (highResolution) add(aggregateAt(series.tenSeconds, at, TEN_SECONDS_MS, KEPT_TEN_SECONDS));
    },
    read(metric, { start, end }, periodMs) {
      const series = seriesOf(metric);
      const fine = periodMs < MINUTE_MS && series.tenSeconds.size > 0;
      const visible = [...(fine ? series.tenSeconds : series.minutes)].filter(
        ([at]) => at >= start && at < end && isVisible(series, at),
      );
      const byPeriod = Map.groupBy(visible, ([at]) => start + Math.floor((at - start) / periodMs) * periodMs);
      return new Map([...byPeriod].map(([at, buckets]) => [at, mergeAggregates(buckets.map(([, one]) => one))]));
    },
  };
}

function aggregateAt(buckets: Map<number, Aggregate>, at: number, stepMs: number, kept: number): Aggregate {
  const start = at - (at % stepMs);
  const existing = buckets.get(start);
  if (existing) return existing;
  const created = emptyAggregate();
  buckets.set(start, created);
  const [oldest] = buckets.keys();
  if (buckets.size > kept && oldest !== undefined) buckets.delete(oldest);
  return created;
}

/** Finds series by value; a dimension set seen before, by identity, for publishers that record with every request. */
function createSeriesIndex(): (metric: Metric) => Series {
  const byKey = new Map<string, Series>();
  const byIdentity = new WeakMap<object, { readonly metric: Metric; readonly series: Series }[]>();
  const find = (metric: Metric): Series => {
    const key = JSON.stringify([metric.namespace, metric.name, Object.entries(metric.dimensions).sort()]);
    const isVended = metric.namespace.startsWith('AWS/');
    const series = byKey.get(key) ?? { isVended, minutes: new Map(), tenSeconds: new Map() };
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
