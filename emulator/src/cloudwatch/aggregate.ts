/** All observations of a period, small whatever their number: sums, and a histogram whose buckets grow by 2 %. */
export interface Aggregate {
  sum: number;
  count: number;
  least: number;
  most: number;
  readonly histogram: Map<number, number>;
}

/** Observations above one value and up to another; of zeros both are 0. */
export interface Bucket {
  readonly above: number;
  readonly upTo: number;
  readonly count: number;
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

/** Adds a summary of observations, of whose distribution nothing can be told. */
export function addStatistics(aggregate: Aggregate, summary: Omit<Aggregate, 'histogram'>): void {
  aggregate.sum += summary.sum;
  aggregate.count += summary.count;
  aggregate.least = Math.min(aggregate.least, summary.least);
  aggregate.most = Math.max(aggregate.most, summary.most);
}

/** Adds all that another aggregate has. */
export function addAggregate(aggregate: Aggregate, other: Aggregate): void {
  addStatistics(aggregate, other);
  for (const [bucket, count] of other.histogram) {
    aggregate.histogram.set(bucket, (aggregate.histogram.get(bucket) ?? 0) + count);
  }
}

/**
 * The distribution, smallest values first; undefined when it cannot be told: of summaries, and of values below zero.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Percentiles
 */
export function bucketsOf({ histogram, count, least }: Aggregate): readonly Bucket[] | undefined {
  const counted = [...histogram.values()].reduce((sum, one) => sum + one, 0);
  if (counted < count || least < 0) return undefined;
  return [...histogram]
    .sort(([one], [other]) => one - other)
    .map(([bucket, inBucket]) => ({
      above: BUCKET_GROWTH ** (bucket - 1),
      upTo: BUCKET_GROWTH ** bucket,
      count: inBucket,
    }));
}
