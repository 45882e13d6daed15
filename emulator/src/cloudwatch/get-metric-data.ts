import type { GetMetricDataCommandInput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Clock } from '../clock.ts';
import { invalidParameter, validationError } from './faults.ts';
import type { TimeRange } from './metric-series.ts';
import type { MetricStore } from './metric-store.ts';
import { type Query, readQueries, runQuery } from './queries.ts';

const MOST_QUERIES = 500;
const MOST_DATAPOINTS = 100_800;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** GetMetricData. Pages by points: each page holds the same number of points of every series. */
export function getMetricDataOperation(clock: Clock, store: MetricStore) {
  return {
    GetMetricData(input: GetMetricDataCommandInput) {
      const { MetricDataQueries = [], ScanBy, NextToken, MaxDatapoints = MOST_DATAPOINTS } = input;
      if (MetricDataQueries.length > MOST_QUERIES) throw validationError(`At most ${MOST_QUERIES} metric queries`);
      const { start, end } = readRange(input);
      const queries = readQueries(MetricDataQueries);
      const returned = queries.filter(({ returnsData }) => returnsData);
      const series = returned.map((query) => {
        const range = { start: roundedStart(start, query.periodMs, clock.now()), end };
        return { query, points: pointsOf(store, queries, query, range, ScanBy) };
      });
      return pageOf(series, readToken(NextToken), MaxDatapoints);
    },
  };
}

function readRange({ StartTime, EndTime }: GetMetricDataCommandInput): TimeRange {
  if (StartTime && EndTime && StartTime < EndTime) return { start: StartTime.getTime(), end: EndTime.getTime() };
  throw validationError('The parameter StartTime must be less than the parameter EndTime.');
}

/**
 * The first period begins here: at a whole minute, five minutes or hour by the age of the data, whatever the period.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html ("StartTime")
 */
function roundedStart(start: number, periodMs: number, nowMs: number): number {
  if (periodMs < MINUTE_MS) return start - (start % periodMs);
  const age = nowMs - start;
  const clockMs = age < 15 * DAY_MS ? MINUTE_MS : age < 63 * DAY_MS ? 5 * MINUTE_MS : 60 * MINUTE_MS;
  return start - (start % clockMs);
}

function readToken(token: string | undefined): number {
  if (token === undefined) return 0;
  if (/^\d+$/.test(token)) return Number(token);
  throw invalidParameter('NextToken', 'not a token of this operation');
}

type Point = readonly [at: number, value: number];

function pointsOf(
  store: MetricStore,
  queries: readonly Query[],
  query: Query,
  range: TimeRange,
  scanBy: GetMetricDataCommandInput['ScanBy'],
): readonly Point[] {
  const oldestFirst = [...runQuery(store, queries, query, range)].sort(([one], [other]) => one - other);
  return scanBy === 'TimestampAscending' ? oldestFirst : oldestFirst.reverse();
}

function pageOf(series: readonly { query: Query; points: readonly Point[] }[], offset: number, mostPoints: number) {
  const pageEnd = offset + Math.max(1, Math.floor(mostPoints / Math.max(1, series.length)));
  const isLastPage = series.every(({ points }) => points.length <= pageEnd);
  return {
    MetricDataResults: series.map(({ query, points }) =>
      describe(query, points.slice(offset, pageEnd), points.length <= pageEnd),
    ),
    Messages: [],
    ...(isLastPage ? {} : { NextToken: String(pageEnd) }),
  };
}

function describe({ id, label }: Query, points: readonly Point[], complete: boolean): MetricDataResult {
  return {
    Id: id,
    Label: label,
    Timestamps: points.map(([at]) => new Date(at)),
    Values: points.map(([, value]) => value),
    StatusCode: complete ? 'Complete' : 'PartialData',
  };
}
