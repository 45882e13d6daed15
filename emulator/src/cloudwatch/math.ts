import type { Formula, Operator } from './formula.ts';

/** Values by the start of their period (emulated epoch milliseconds). Periods without data are missing. */
export type TimeSeries = ReadonlyMap<number, number>;

/** What a formula is evaluated over: the series by id, and the start of every period of the query. */
export interface MathContext {
  readonly series: (id: string) => TimeSeries;
  readonly periods: readonly number[];
}

/** The value of a formula. A point is missing where an operand is missing or the result is no finite number. */
export function evaluate(formula: Formula, context: MathContext): number | TimeSeries {
  switch (formula.kind) {
    case 'number':
      return formula.value;
    case 'metric':
      return context.series(formula.id);
    case 'operation': {
      const [left, right] = [evaluate(formula.left, context), evaluate(formula.right, context)];
      return combine([left, right], ([one = 0, other = 0]) => operate(formula.operator, one, other));
    }
    case 'if':
      return choose(formula, context);
    case 'fill':
      return fill(formula, context);
  }
}

function operate(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '^':
      return left ** right;
    case 'AND':
    case '&&':
      return Number(left !== 0 && right !== 0);
    case 'OR':
    case '||':
      return Number(left !== 0 || right !== 0);
    default:
      return Number(compare(operator, left, right));
  }
}

function compare(operator: '<' | '<=' | '>' | '>=' | '==' | '!=', left: number, right: number): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '==':
      return left === right;
    case '!=':
      return left !== right;
  }
}

function combine(
  operands: readonly (number | TimeSeries)[],
  operation: (values: readonly number[]) => number | undefined,
): number | TimeSeries {
  const series = operands.filter((operand) => typeof operand !== 'number');
  const [first] = series;
  if (!first) return operation(operands.filter((operand) => typeof operand === 'number')) ?? Number.NaN;
  const shared = [...first.keys()].filter((at) => series.every((one) => one.has(at)));
  const points = shared.flatMap((at): [number, number][] => {
    const value = operation(operands.map((operand) => valueAt(operand, at) ?? Number.NaN));
    return value !== undefined && Number.isFinite(value) ? [[at, value]] : [];
  });
  return new Map(points);
}

function valueAt(operand: number | TimeSeries, at: number): number | undefined {
  return typeof operand === 'number' ? operand : operand.get(at);
}

/** Only the branch that is taken must have a value there. */
function choose({ condition, whenTrue, whenFalse }: Extract<Formula, { kind: 'if' }>, context: MathContext) {
  const test = evaluate(condition, context);
  const [taken, other] = [evaluate(whenTrue, context), evaluate(whenFalse, context)];
  if (typeof test === 'number') return test === 0 ? other : taken;
  const points = [...test].flatMap(([at, holds]): [number, number][] => {
    const value = valueAt(holds === 0 ? other : taken, at);
    return value === undefined ? [] : [[at, value]];
  });
  return new Map(points);
}

function fill({ series, by }: Extract<Formula, { kind: 'fill' }>, context: MathContext): number | TimeSeries {
  const filled = evaluate(series, context);
  if (typeof filled === 'number') return filled;
  const filler = by === 'REPEAT' ? undefined : evaluate(by, context);
  let last: number | undefined;
  const points = context.periods.flatMap((at): [number, number][] => {
    const value = filled.get(at) ?? (filler === undefined ? last : valueAt(filler, at));
    last = value;
    return value === undefined ? [] : [[at, value]];
  });
  return new Map(points);
}
