import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { notEmulated, validationError } from './faults.ts';

/** What rules can look at in a request; `path` has no query string. */
export interface RequestFacts {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly header: (name: string) => string | undefined;
}

/**
 * Match evaluations per condition and per rule, and wildcards per rule; a pair of a query string is one evaluation.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
const MOST_VALUES_PER_CONDITION = 3;
const MOST_VALUES = 5;
const MOST_WILDCARDS = 5;
const MOST_CHARACTERS = 128;
const ONCE_PER_RULE = ['host-header', 'path-pattern', 'http-request-method', 'source-ip'];

/** Conditions in DescribeRules' normal form; throws for what AWS refuses or this emulator does not model. */
export function readConditions(conditions: readonly RuleCondition[]): readonly RuleCondition[] {
  if (conditions.length === 0) throw validationError('A rule must have at least one condition');
  for (const field of ONCE_PER_RULE) {
    if (conditions.filter(({ Field }) => Field === field).length > 1) {
      throw validationError(`A rule can only have one '${field}' condition`);
    }
  }
  const normal = conditions.map(normalise);
  const crowded = normal.find((condition) => evaluationsIn(condition) > MOST_VALUES_PER_CONDITION);
  if (crowded) {
    throw validationError(`A '${crowded.Field}' condition can only have '${MOST_VALUES_PER_CONDITION}' values`);
  }
  const evaluations = normal.reduce((sum, condition) => sum + evaluationsIn(condition), 0);
  if (evaluations > MOST_VALUES) throw validationError(`A rule can only have '${MOST_VALUES}' condition values`);
  checkQuotas(normal.flatMap(valuesOf));
  return normal;
}

function evaluationsIn(condition: RuleCondition): number {
  return condition.QueryStringConfig?.Values?.length ?? valuesOf(condition).length;
}

function checkQuotas(values: readonly string[]): void {
  const wildcards = values.join('').replaceAll(/\\.|[^*?]/g, '').length;
  if (wildcards > MOST_WILDCARDS) throw validationError(`A rule can only have '${MOST_WILDCARDS}' wildcards`);
  const long = values.find((value) => value.length > MOST_CHARACTERS);
  if (long) throw validationError(`Condition value '${long}' is longer than ${MOST_CHARACTERS} characters`);
}

function normalise(condition: RuleCondition): RuleCondition {
  if (condition.RegexValues) throw notEmulated('RegexValues in a rule condition');
  const values = valuesOf(condition);
  if (values.length === 0) throw validationError(`Condition '${condition.Field}' must have at least one value`);
  switch (condition.Field) {
    case 'host-header':
      return { Field: 'host-header', Values: values, HostHeaderConfig: { Values: values } };
    case 'path-pattern':
      return { Field: 'path-pattern', Values: values, PathPatternConfig: { Values: values } };
    case 'http-header':
      return { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: headerName(condition), Values: values } };
    case 'http-request-method':
      return { Field: 'http-request-method', HttpRequestMethodConfig: { Values: values } };
    case 'query-string':
      return { Field: 'query-string', QueryStringConfig: { Values: condition.QueryStringConfig?.Values ?? [] } };
    case 'source-ip':
      throw notEmulated('A source-ip condition');
    default:
      throw validationError(`Condition field '${condition.Field}' must be one of the fields that AWS lists`);
  }
}

function headerName({ HttpHeaderConfig }: RuleCondition): string {
  const name = HttpHeaderConfig?.HttpHeaderName ?? '';
  if (!/^[-!#$%&'*+.^_`|~0-9A-Za-z]{1,40}$/.test(name))
    throw validationError(`HTTP header name '${name}' is not valid`);
  if (name.toLowerCase() === 'host') throw validationError("Use a 'host-header' condition to match the Host header");
  return name;
}

function valuesOf(condition: RuleCondition): string[] {
  const config =
    condition.HostHeaderConfig ??
    condition.PathPatternConfig ??
    condition.HttpHeaderConfig ??
    condition.HttpRequestMethodConfig;
  if (condition.QueryStringConfig) {
    return (condition.QueryStringConfig.Values ?? []).flatMap(({ Key, Value }) => [Key ?? [], Value ?? []].flat());
  }
  return config?.Values ?? condition.Values ?? [];
}

/** One test for all conditions (AND); the values of one condition are alternatives (OR). */
export function compileConditions(conditions: readonly RuleCondition[]): (facts: RequestFacts) => boolean {
  const tests = conditions.map(compile);
  return (facts) => tests.every((test) => test(facts));
}

function compile(condition: RuleCondition): (facts: RequestFacts) => boolean {
  const values = valuesOf(condition);
  switch (condition.Field) {
    case 'host-header':
      return textTest(values, 'i', (facts) => facts.host);
    case 'path-pattern':
      return textTest(values, '', (facts) => facts.path);
    case 'http-request-method':
      return ({ method }) => values.includes(method);
    case 'http-header': {
      const name = condition.HttpHeaderConfig?.HttpHeaderName?.toLowerCase() ?? '';
      return textTest(values, 'i', (facts) => facts.header(name));
    }
    default:
      return queryTest(condition.QueryStringConfig?.Values ?? []);
  }
}

function textTest(patterns: readonly string[], flags: string, read: (facts: RequestFacts) => string | undefined) {
  const expressions = patterns.map((pattern) => wildcard(pattern, flags));
  return (facts: RequestFacts): boolean => {
    const text = read(facts);
    return text !== undefined && expressions.some((expression) => expression.test(text));
  };
}

function queryTest(pairs: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]) {
  const tests = pairs.map(({ Key, Value = '*' }) => ({ key: wildcard(Key ?? '*', 'i'), value: wildcard(Value, 'i') }));
  return (facts: RequestFacts): boolean => {
    const entries = [...new URLSearchParams(facts.query)];
    return tests.some((test) => entries.some(([key, value]) => test.key.test(key) && test.value.test(value)));
  };
}

/** `*` and `?` are wildcards; after a backslash they are themselves. */
function wildcard(pattern: string, flags: string): RegExp {
  const source = pattern.replaceAll(/\\([*?])|([.+^${}()|[\]\\])|(\*)|(\?)/g, (_all, literal, special, many, one) => {
    if (literal ?? special) return `\\${literal ?? special}`;
    return many ? '.*' : one ? '.' : '';
  });
  return new RegExp(`^${source}$`, `s${flags}`);
}
