import jsonata from 'jsonata';
import type { Json } from './canonical.ts';

const compiled = new Map<string, jsonata.Expression>();

const compile = (source: string): jsonata.Expression => {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const expression = jsonata(source);
  expression.registerFunction('parse', (text: string) => JSON.parse(text) as Json, '<s:x>');
  compiled.set(source, expression);
  return expression;
};

/** What an expression of the machine can see: `$states` and the variables. */
export type Bindings = Readonly<Record<string, unknown>>;

/** The template with each `{% … %}` replaced by its value. */
export const fill = async (template: unknown, bindings: Bindings): Promise<unknown> => {
  if (typeof template === 'string' && template.startsWith('{%'))
    return compile(template.slice(2, -2).trim()).evaluate(undefined, { ...bindings });
  if (Array.isArray(template)) return Promise.all(template.map((item) => fill(item, bindings)));
  if (typeof template !== 'object' || template === null) return template;
  const entries = Object.entries(template).map(async ([key, item]) => [key, await fill(item, bindings)] as const);
  return Object.fromEntries(await Promise.all(entries));
};
