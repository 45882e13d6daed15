import type { Json } from '../json.ts';

/** The JSONata source inside `{% … %}`, or undefined when the value is not an expression. */
export function expressionIn(value: Json): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('{%') || !value.endsWith('%}')) return undefined;
  return value.slice(2, -2).trim();
}
