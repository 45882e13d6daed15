import { type Aggregate, type Bucket, bucketsOf } from './aggregate.ts';
import { notEmulated, validationError } from './faults.ts';

/** Computes a statistic of a period; undefined when it cannot be told. */
export type Statistic = (aggregate: Aggregate) => number | undefined;

const SIMPLE: Readonly<Record<string, Statistic>> = {
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ least }) => least,
  Maximum: ({ most }) => most,
  SampleCount: ({ count }) => count,
};

const NUMBER = String.raw`\d+(?:\.\d{1,10})?`;
const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/;
/** Bounds as values: trimmed mean, count and sum, and percentile rank. */
const BETWEEN = new RegExp(String.raw`^(TM|TC|TS|PR)\((${NUMBER})?:(${NUMBER})?\)$`);
/** Bounds as percentages, and winsorized means. */
const NOT_MODELLED = new RegExp(
  String.raw`^(?:IQM|(?:tm|tc|ts|wm)${NUMBER}|(?:TM|TC|TS|WM)\((?:${NUMBER}%)?:(?:${NUMBER}%)?\)|WM\(.*\))$`,
);

/**
 * Reads a statistic's name: `Sum`, `p99.9`, `TC(0.2:10)`. Throws `ValidationException` for what CloudWatch has not either.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function readStatistic(name: string): Statistic {
  const simple = SIMPLE[name];
  if (simple) return simple;
  const percentile = PERCENTILE.exec(name)?.[1];
  if (percentile !== undefined) return (aggregate) => percentileOf(aggregate, Number(percentile));
  const [, kind, lower, upper] = BETWEEN.exec(name) ?? [];
  const isBounded = lower !== undefined || upper !== undefined;
  if (kind !== undefined && isBounded && Number(lower ?? 0) < Number(upper ?? Infinity)) {
    return trimmed(kind, Number(lower ?? -Infinity), Number(upper ?? Infinity));
  }
  if (NOT_MODELLED.test(name)) throw notEmulated(`The statistic '${name}'`);
  throw validationError(`The value '${name}' is not a valid statistic`);
}

/** Interpolated: CloudWatch approximates too. */
function percentileOf(aggregate: Aggregate, percentile: number): number | undefined {
  const buckets = bucketsOf(aggregate);
  if (!buckets) return undefined;
  if (percentile === 100) return aggregate.most;
  let rank = (percentile / 100) * aggregate.count;
  for (const { above, upTo, count } of buckets) {
    if (rank <= count) return above + (upTo - above) * (rank / count);
    rank -= count;
  }
  return aggregate.most;
}

/** The part of a distribution within bounds: exclusive of the lower one, inclusive of the upper one. */
function trimmed(kind: string, lower: number, upper: number): Statistic {
  return (aggregate) => {
    const parts = bucketsOf(aggregate)?.map((bucket) => partOf(bucket, lower, upper));
    if (!parts) return undefined;
    const count = parts.reduce((sum, part) => sum + part.count, 0);
    const sum = parts.reduce((total, part) => total + part.count * ((part.above + part.upTo) / 2), 0);
    if (kind === 'TC') return count;
    if (kind === 'TS') return sum;
    if (kind === 'PR') return (100 * count) / aggregate.count;
    return count === 0 ? undefined : sum / count;
  };
}

/** Interpolated, which is why AWS's trimmed counts may be no whole numbers. */
function partOf({ above, upTo, count }: Bucket, lower: number, upper: number): Bucket {
  if (above === upTo) return { above, upTo, count: upTo > lower && upTo <= upper ? count : 0 };
  const [from, to] = [Math.max(above, lower), Math.min(upTo, upper)];
  const share = Math.max(0, to - from) / (upTo - above);
  return { above: from, upTo: to, count: count * share };
}
