import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { TidegateError } from '../../domain/errors.ts';

/**
 * What a rule of an Application Load Balancer may match:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
const mostEvaluations = 5;
const mostWildcards = 5;
const mostCharacters = 128;

const evaluationsOf = (condition: RuleCondition): readonly string[] => {
  const { QueryStringConfig, RegexValues, Values, Field, ...configs } = condition;
  if (QueryStringConfig !== undefined)
    return (QueryStringConfig.Values ?? []).map(
      ({ Key, Value }) => (Key === undefined ? '' : `${Key}=`) + (Value ?? ''),
    );
  const config = Object.values(configs).find((one) => one !== undefined);
  return [...(config?.Values ?? Values ?? [])];
};

const whyBeyond = (conditions: readonly RuleCondition[]): string | null => {
  const evaluations = conditions.flatMap(evaluationsOf);
  const wildcards = evaluations.join('').replaceAll(/[^*?]/g, '').length;
  if (evaluations.length > mostEvaluations)
    return `${evaluations.length} values with that of the cohort, and a rule takes ${mostEvaluations}`;
  if (wildcards > mostWildcards)
    return `${wildcards} wildcards with those of the cohort, and a rule takes ${mostWildcards}`;
  const long = evaluations.find(({ length }) => length > mostCharacters);
  return long === undefined ? null : `the value ${long}, which is longer than ${mostCharacters} characters`;
};

/** Throws `RollbackActionRefused`, naming the limit, for conditions that no rule can have. */
export const demandWithinLimits = (listenerRule: string, conditions: readonly RuleCondition[]): void => {
  const why = whyBeyond(conditions);
  if (why === null) return;
  const message = `rule ${listenerRule} would have ${why}: shorten traffic.cohort or the rule's own conditions`;
  throw new TidegateError('RollbackActionRefused', message);
};
