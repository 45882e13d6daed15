/**
 * All observations of a period, small whatever their number: sums and a histogram whose buckets grow by 2 %, so that a
 * percentile is right within 1 %.
 */
export interface Aggregate {
  sum: number;
  count: number;
  least: number;
  most: number;
  readonly histogram: Map<number, number>;
}

const BUCKET_GROWTH = 1.02;
const LOG_GROWTH = Math.log(BUCKET_GROWTH);
const ZERO_BUCKET = Number.NEGATIVE_INFINITY;

/** An aggregate of nothing. */
export function emptyAggregate(): Aggregate {
  return { sum: 0, count: 0, least: Infinity, most: -Infinity, histogram: new Map() };
}

/** Adds a value that was observed `count` times. */
export function addValue(aggregate: Aggregate, value: number, count = 1): void {
  addStatistics(aggregate, { sum: value * count, count, least: value, most: value });
  const bucket = value > 0 ? Math.ceil(Math.log(value) / LOG_GROWTH) : ZERO_BUCKET;
  aggregate.histogram.set(bucket, (aggregate.histogram.get(bucket) ?? 0) + count);
}

/** Adds a summary of observations, of which no percentiles can be told. */
export function addStatistics(aggregate: Aggregate, summary: Omit<Aggregate, 'histogram'>): void {
  aggregate.sum += summary.sum;
  aggregate.count += summary.count;
  aggregate.least = Math.min(aggregate.least, summary.least);
  aggregate.most = Math.max(aggregate.most, summary.most);
}

/** Several periods as one. */
export function mergeAggregates(aggregates: readonly Aggregate[]): Aggregate {
  const merged = emptyAggregate();
  for (const aggregate of aggregates) {
    addStatistics(merged, aggregate);
    for (const [bucket, count] of aggregate.histogram) {
      merged.histogram.set(bucket, (merged.histogram.get(bucket) ?? 0) + count);
    }
  }
  return merged;
}

/** The statistics that are modelled: the five simple ones, and percentiles such as `p99` or `p99.9`. */
export const MODELLED_STATISTIC = /^(?:Sum|Average|Minimum|Maximum|SampleCount|p(?:\d{1,2}(?:\.\d{1,10})?|100))$/;

/** One statistic of an aggregate; undefined when percentiles cannot be told (summaries, or values below zero). */
export function statisticOf(aggregate: Aggregate, statistic: string): number | undefined {
  switch (statistic) {
    case 'Sum':
      return aggregate.sum;
    case 'Average':
      return aggregate.sum / aggregate.count;
    case 'Minimum':
      return aggregate.least;
    case 'Maximum':
      return aggregate.most;
    case 'SampleCount':
      return aggregate.count;
    default:
      return percentileOf(aggregate, Number(statistic.slice(1)));
  }
}

function percentileOf({ histogram, count, least, most }: Aggregate, percentile: number): number | undefined {
  const counted = [...histogram.values()].reduce((sum, one) => sum + one, 0);
  if (counted < count || least < 0) return undefined;
  const rank = Math.max(1, Math.ceil((percentile / 100) * count));
  if (rank >= count) return most;
  let seen = 0;
  for (const [bucket, inBucket] of [...histogram].sort(([one], [other]) => one - other)) {
    seen += inBucket;
    if (seen >= rank) return Math.min(most, Math.max(least, middleOf(bucket)));
  }
  return most;
}

function middleOf(bucket: number): number {
  return bucket === ZERO_BUCKET ? 0 : (2 * BUCKET_GROWTH ** bucket) / (BUCKET_GROWTH + 1);
}
