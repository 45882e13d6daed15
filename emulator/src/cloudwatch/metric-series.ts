import { type Aggregate, addAggregate, emptyAggregate } from './aggregate.ts';

/** Times in emulated epoch milliseconds; `start` is inclusive, `end` is exclusive. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** Everything of one metric, at every resolution that CloudWatch keeps. */
export interface MetricSeries {
  /** AWS's own metrics appear when their minute is over, and a while later. */
  readonly isVended: boolean;
  readonly tenSeconds: Tier;
  readonly minutes: Tier;
}

/** Data points of one resolution. What gets too old goes to the coarser tier, if there is one. */
interface Tier {
  readonly stepMs: number;
  readonly keptMs: number;
  readonly buckets: Map<number, Aggregate>;
  readonly coarser: Tier | undefined;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "Metrics retention": https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html */
export function emptySeries(isVended: boolean): MetricSeries {
  const tier = (stepMs: number, keptMs: number, coarser?: Tier) => ({ stepMs, keptMs, coarser, buckets: new Map() });
  const hours = tier(HOUR_MS, 455 * DAY_MS);
  const fiveMinutes = tier(5 * MINUTE_MS, 63 * DAY_MS, hours);
  return { isVended, tenSeconds: tier(10_000, 3 * HOUR_MS), minutes: tier(MINUTE_MS, 15 * DAY_MS, fiveMinutes) };
}

/** The aggregate of the minute, or of the ten seconds, that holds `at`. */
export function aggregateAt(series: MetricSeries, resolution: 'minutes' | 'tenSeconds', at: number): Aggregate {
  return bucketAt(series[resolution], at, () => retire(series, at));
}

/** Lets what is too old for its resolution be seen at the next coarser one only. */
export function retire({ tenSeconds, minutes }: MetricSeries, nowMs: number): void {
  for (const tier of [tenSeconds, ...tiersFrom(minutes)]) {
    for (const [at, aggregate] of tier.buckets) {
      if (at >= nowMs - tier.keptMs) break;
      if (tier.coarser) addAggregate(bucketAt(tier.coarser, at), aggregate);
      tier.buckets.delete(at);
    }
  }
}

/**
 * One aggregate for each period that has data, by the period's start; `range.start` begins the first one. What is kept at a coarser
 * resolution only is not there for periods that are no multiple of it.
 */
export function readPeriods(
  { tenSeconds, minutes }: MetricSeries,
  range: TimeRange,
  periodMs: number,
): ReadonlyMap<number, Aggregate> {
  const isFine = periodMs < MINUTE_MS && tenSeconds.buckets.size > 0;
  const isUsable = (tier: Tier) => tier === minutes || periodMs % tier.stepMs === 0;
  const tiers = isFine ? [tenSeconds] : tiersFrom(minutes).filter(isUsable);
  const periods = new Map<number, Aggregate>();
  for (const [at, aggregate] of tiers.flatMap((tier) => bucketsWithin(tier, range))) {
    const start = range.start + Math.floor((at - range.start) / periodMs) * periodMs;
    const period = periods.get(start) ?? emptyAggregate();
    periods.set(start, period);
    addAggregate(period, aggregate);
  }
  return periods;
}

function tiersFrom(tier: Tier): readonly Tier[] {
  return tier.coarser ? [tier, ...tiersFrom(tier.coarser)] : [tier];
}

/** Found by time where the range is short, as it is for every alarm; else by looking through what there is. */
function bucketsWithin({ stepMs, buckets }: Tier, { start, end }: TimeRange): readonly [number, Aggregate][] {
  const first = Math.ceil(start / stepMs) * stepMs;
  const steps = Math.max(0, Math.ceil((end - first) / stepMs));
  if (steps > buckets.size) return [...buckets].filter(([at]) => at >= start && at < end);
  return Array.from({ length: steps }, (_, index) => first + index * stepMs).flatMap((at): [number, Aggregate][] => {
    const aggregate = buckets.get(at);
    return aggregate ? [[at, aggregate]] : [];
  });
}

function bucketAt({ stepMs, buckets }: Tier, at: number, beforeCreation = () => {}): Aggregate {
  const start = at - (at % stepMs);
  const existing = buckets.get(start);
  if (existing) return existing;
  beforeCreation();
  const created = emptyAggregate();
  buckets.set(start, created);
  return created;
}
