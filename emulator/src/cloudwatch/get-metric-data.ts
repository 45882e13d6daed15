import type { GetMetricDataCommandInput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { invalidParameter, validationError } from './faults.ts';
import type { MetricStore, TimeRange } from './metric-store.ts';
import { type Query, readQueries, runQuery } from './queries.ts';

const MOST_QUERIES = 500;
const MOST_DATAPOINTS = 100_800;

/** GetMetricData. Pages by points: each page holds the same number of points of every series. */
export function getMetricDataOperation(store: MetricStore) {
  return {
    GetMetricData(input: GetMetricDataCommandInput) {
      const { MetricDataQueries = [], StartTime, EndTime, MaxDatapoints = MOST_DATAPOINTS } = input;
      if (MetricDataQueries.length > MOST_QUERIES) throw validationError(`At most ${MOST_QUERIES} metric queries`);
      if (!StartTime || !EndTime || StartTime >= EndTime) {
        throw validationError('The parameter StartTime must be less than the parameter EndTime.');
      }
      const queries = readQueries(MetricDataQueries);
      const returned = queries.filter(({ returnsData }) => returnsData);
      const range = { start: StartTime.getTime(), end: EndTime.getTime() };
      const offset = readToken(input.NextToken);
      const pageSize = Math.max(1, Math.floor(MaxDatapoints / Math.max(1, returned.length)));
      const series = returned.map((query) => ({ query, points: pointsOf(store, queries, query, range, input.ScanBy) }));
      const isLastPage = series.every(({ points }) => points.length <= offset + pageSize);
      return {
        MetricDataResults: series.map(({ query, points }) =>
          describe(query, points.slice(offset, offset + pageSize), points.length <= offset + pageSize),
        ),
        Messages: [],
        ...(isLastPage ? {} : { NextToken: String(offset + pageSize) }),
      };
    },
  };
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
  { start, end }: TimeRange,
  scanBy: GetMetricDataCommandInput['ScanBy'],
): readonly Point[] {
  const aligned = { start: start - (start % query.periodMs), end };
  const oldestFirst = [...runQuery(store, queries, query, aligned)].sort(([one], [other]) => one - other);
  return scanBy === 'TimestampAscending' ? oldestFirst : oldestFirst.reverse();
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
