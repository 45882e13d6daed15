import type { MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';
import { notEmulated, validationError } from './faults.ts';
import { type Formula, parseFormula, referencesOf } from './formula.ts';
import { evaluate, type TimeSeries } from './math.ts';
import type { TimeRange } from './metric-series.ts';
import type { Metric, MetricStore } from './metric-store.ts';
import { readDimensions } from './put-metric-data.ts';
import { readStatistic, type Statistic } from './statistic.ts';

/** A MetricDataQuery that has been checked. `periodMs` of an expression is that of the metrics behind it. */
export interface Query {
  readonly id: string;
  readonly label: string;
  readonly returnsData: boolean;
  readonly periodMs: number;
  readonly source: MetricSource | FormulaSource;
}
export interface MetricSource {
  readonly kind: 'metric';
  readonly metric: Metric;
  readonly statistic: string;
  readonly valueOf: Statistic;
}
export interface FormulaSource {
  readonly kind: 'formula';
  readonly formula: Formula;
}

/** Checks queries as AWS does: unique ids, one source each, references that exist and do not run in circles. */
export function readQueries(queries: readonly MetricDataQuery[]): readonly Query[] {
  const ids = new Set(queries.map(({ Id }) => Id));
  if (ids.size < queries.length) throw validationError('The ids of metric queries must be unique');
  const read: Query[] = [];
  for (const query of sortByDependency(queries)) read.push(readQuery(query, read));
  return queries.flatMap(({ Id }) => read.find(({ id }) => id === Id) ?? []);
}

/** The series of one query. `range.start` begins its first period. */
export function runQuery(store: MetricStore, queries: readonly Query[], query: Query, range: TimeRange): TimeSeries {
  const { source, periodMs } = query;
  if (source.kind === 'metric') {
    const aggregates = [...store.read(source.metric, range, periodMs)];
    const points = aggregates.flatMap(([at, aggregate]): [number, number][] => {
      const value = source.valueOf(aggregate);
      return value === undefined ? [] : [[at, value]];
    });
    return new Map(points);
  }
  const seriesOf = (id: string): TimeSeries => {
    const referred = queries.find((candidate) => candidate.id === id);
    return referred ? runQuery(store, queries, referred, range) : new Map();
  };
  const result = evaluate(source.formula, { series: seriesOf, periods: periodsOf(range, periodMs) });
  return typeof result === 'number' ? new Map() : result;
}

function periodsOf({ start, end }: TimeRange, periodMs: number): readonly number[] {
  return Array.from(
    { length: Math.max(0, Math.ceil((end - start) / periodMs)) },
    (_, index) => start + index * periodMs,
  );
}

function sortByDependency(queries: readonly MetricDataQuery[]): readonly MetricDataQuery[] {
  const sorted: MetricDataQuery[] = [];
  const visit = (query: MetricDataQuery, path: readonly MetricDataQuery[]) => {
    if (sorted.includes(query)) return;
    if (path.includes(query)) throw validationError(`Expression '${query.Id}' refers to itself`);
    const references = query.Expression ? referencesOf(parseFormula(query.Expression)) : [];
    for (const reference of references) {
      const referred = queries.find(({ Id }) => Id === reference);
      if (!referred) throw validationError(`Expression '${query.Id}' refers to '${reference}', which does not exist`);
      visit(referred, [...path, query]);
    }
    sorted.push(query);
  };
  for (const query of queries) visit(query, []);
  return sorted;
}

function readQuery(query: MetricDataQuery, earlier: readonly Query[]): Query {
  const { Id = '', MetricStat: stat, Expression: expression } = query;
  if (!/^[a-z][a-zA-Z0-9_]{0,254}$/.test(Id)) {
    throw validationError(
      `The id '${Id}' must begin with a lowercase letter and have letters, digits and underscores only`,
    );
  }
  if (query.AccountId) throw notEmulated('AccountId in a metric query');
  if ((stat === undefined) === (expression === undefined)) {
    throw validationError(`Metric query '${Id}' must have either a MetricStat or an Expression`);
  }
  const common = { id: Id, returnsData: query.ReturnData ?? true };
  if (stat) return { ...common, label: query.Label ?? stat.Metric?.MetricName ?? Id, ...readStat(Id, stat) };
  const formula = parseFormula(expression ?? '');
  const periods = referencesOf(formula).map((id) => earlier.find((one) => one.id === id)?.periodMs ?? 0);
  const periodMs = Math.max(...periods, 0);
  const isScalar = typeof evaluate(formula, { series: () => new Map(), periods: [] }) === 'number';
  if (isScalar || periodMs === 0) throw validationError(`Expression '${Id}' must return a time series`);
  return { ...common, label: query.Label ?? Id, periodMs, source: { kind: 'formula', formula } };
}

function readStat(id: string, { Metric, Period = 0, Stat = '', Unit }: MetricStat): Pick<Query, 'periodMs' | 'source'> {
  if (Unit) throw notEmulated('Unit in a metric query');
  checkPeriod(Period);
  if (!Metric?.Namespace || !Metric.MetricName) throw validationError(`Metric query '${id}' names no metric`);
  const metric = {
    namespace: Metric.Namespace,
    name: Metric.MetricName,
    dimensions: readDimensions(Metric.Dimensions),
  };
  return { periodMs: Period * 1000, source: { kind: 'metric', metric, statistic: Stat, valueOf: readStatistic(Stat) } };
}

/** Refuses periods that CloudWatch does not take: 10, 20, 30 or a multiple of 60 seconds. */
export function checkPeriod(seconds: number): void {
  if (seconds === 1 || seconds === 5) throw notEmulated(`A period of ${seconds} s`);
  if ([10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0)) return;
  throw validationError(`The period ${seconds} must be 10, 20, 30 or a multiple of 60 seconds`);
}
