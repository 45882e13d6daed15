import jsep, { type CallExpression, type CoreExpression, type Expression } from 'jsep';
import { notEmulated, validationError } from './faults.ts';

/** A metric math expression, reduced to what is modelled: arithmetic, comparison, AND, OR, IF and FILL. */
export type Formula =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'metric'; readonly id: string }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Formula; readonly right: Formula }
  | { readonly kind: 'if'; readonly condition: Formula; readonly whenTrue: Formula; readonly whenFalse: Formula }
  | { readonly kind: 'fill'; readonly series: Formula; readonly by: Formula | 'REPEAT' };

const OPERATORS = ['+', '-', '*', '/', '^', '<', '<=', '>', '>=', '==', '!=', 'AND', 'OR', '&&', '||'] as const;
export type Operator = (typeof OPERATORS)[number];

const OR_PRECEDENCE = 1;
const AND_PRECEDENCE = 2;
const POWER_PRECEDENCE = 12;
jsep.addBinaryOp('OR', OR_PRECEDENCE);
jsep.addBinaryOp('AND', AND_PRECEDENCE);
jsep.addBinaryOp('^', POWER_PRECEDENCE, true);

/** Parses an expression; throws `ValidationError` for broken ones and `NotImplemented` for functions not modelled. */
export function parseFormula(expression: string): Formula {
  return read(parse(expression), expression);
}

/** The ids that a formula refers to. */
export function referencesOf(formula: Formula): readonly string[] {
  switch (formula.kind) {
    case 'number':
      return [];
    case 'metric':
      return [formula.id];
    case 'operation':
      return [formula.left, formula.right].flatMap(referencesOf);
    case 'if':
      return [formula.condition, formula.whenTrue, formula.whenFalse].flatMap(referencesOf);
    case 'fill':
      return [formula.series, ...(formula.by === 'REPEAT' ? [] : [formula.by])].flatMap(referencesOf);
  }
}

function parse(expression: string): Expression {
  try {
    return jsep(expression);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw validationError(`Error in expression '${expression}': ${problem}`);
  }
}

function read(node: Expression, source: string): Formula {
  const expression = node as CoreExpression;
  switch (expression.type) {
    case 'Literal':
      if (typeof expression.value === 'number') return { kind: 'number', value: expression.value };
      break;
    case 'Identifier':
      if (/^[a-z]\w*$/.test(expression.name)) return { kind: 'metric', id: expression.name };
      break;
    case 'UnaryExpression':
      if (expression.operator !== '-') break;
      return {
        kind: 'operation',
        operator: '-',
        left: { kind: 'number', value: 0 },
        right: read(expression.argument, source),
      };
    case 'BinaryExpression': {
      const { left, right } = expression;
      const operator = OPERATORS.find((one) => one === expression.operator);
      if (operator) return { kind: 'operation', operator, left: read(left, source), right: read(right, source) };
      break;
    }
    case 'CallExpression':
      return readCall(expression, source);
  }
  throw notEmulated(`${expression.type} in the metric math expression '${source}'`);
}

function readCall({ callee, arguments: given }: CallExpression, source: string): Formula {
  const name = callee.type === 'Identifier' ? String(callee['name']) : '';
  const [first, second, third] = given;
  if (name === 'IF' && first && second && third && given.length === 3) {
    return {
      kind: 'if',
      condition: read(first, source),
      whenTrue: read(second, source),
      whenFalse: read(third, source),
    };
  }
  if (name === 'FILL' && first && second && given.length === 2) {
    const repeats = second.type === 'Identifier' && second['name'] === 'REPEAT';
    return { kind: 'fill', series: read(first, source), by: repeats ? 'REPEAT' : read(second, source) };
  }
  throw notEmulated(`${name} with ${given.length} arguments in the metric math expression '${source}'`);
}
