import type { Json } from './template.ts';
import { TemplateError } from './template-error.ts';

/** The value of each template parameter: the one given, else its default. Throws for one without either, or unknown. */
export function parameterValues(
  declared: Readonly<Record<string, Json>>,
  given: Readonly<Record<string, string>>,
): ReadonlyMap<string, unknown> {
  for (const name of Object.keys(given)) {
    if (!declared[name]) throw new TemplateError('Parameters', `the template declares no parameter '${name}'`);
  }
  return new Map(
    Object.entries(declared).map(([name, parameter]) => [name, parameterValue(name, parameter, given[name])]),
  );
}

function parameterValue(name: string, parameter: Json, given: string | undefined): unknown {
  const where = `Parameters.${name}`;
  const type = String(parameter['Type']);
  if (type.startsWith('AWS::SSM')) throw new TemplateError(where, `parameters of type ${type} are not modelled`);
  const value = given ?? parameter['Default'];
  if (value === undefined) throw new TemplateError(where, 'has no default, and no value was given');
  const allowed = parameter['AllowedValues'];
  if (Array.isArray(allowed) && !allowed.map(String).includes(String(value))) {
    throw new TemplateError(where, `must be one of ${allowed.join(', ')}, and is '${value}'`);
  }
  if (type === 'Number') return numberOf(where, value);
  return type === 'CommaDelimitedList' || type.startsWith('List<') ? String(value).split(',') : String(value);
}

function numberOf(where: string, value: unknown): number {
  const number = Number(value);
  if (Number.isFinite(number)) return number;
  throw new TemplateError(where, `must be a number, and is '${value}'`);
}
