import { isDeepStrictEqual } from 'node:util';
import {
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CohortRule } from '../../contracts/site.ts';
import type { Cohorts } from '../../ports/traffic.ts';
import { askingRule } from './alb-refusals.ts';
import { demandWithinLimits } from './alb-rule-limits.ts';

/** The conditions of the rule of an A/B test. What they say of host, path, method and source stays. */
export const albCohorts = (client: ElasticLoadBalancingV2Client): Cohorts => ({
  narrow: async ({ listenerRule, match }) => {
    const request = new DescribeRulesCommand({ RuleArns: [listenerRule] });
    const { Rules = [] } = await askingRule('DescribeRules', () => client.send(request));
    const present = (Rules[0]?.Conditions ?? []).map(inOneForm);
    const wanted = [...present.filter((condition) => !tellsCohort(condition)), conditionOf(match)];
    if (isDeepStrictEqual(new Set(present), new Set(wanted))) return;
    demandWithinLimits(listenerRule, wanted);
    const change = new ModifyRuleCommand({ RuleArn: listenerRule, Conditions: wanted });
    await askingRule('ModifyRule', () => client.send(change));
  },
});

const tellsCohort = ({ Field }: RuleCondition): boolean => Field === 'http-header' || Field === 'query-string';

const conditionOf = (match: CohortRule['match']): RuleCondition =>
  'header' in match
    ? { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: match.header, Values: [match.value] } }
    : { Field: 'query-string', QueryStringConfig: { Values: [{ Key: match.query, Value: match.value }] } };

/** DescribeRules tells the values of host and path twice, and may tell an empty list of other values; ModifyRule takes them once. */
const inOneForm = ({ Values = [], ...condition }: RuleCondition): RuleCondition =>
  condition.HostHeaderConfig !== undefined || condition.PathPatternConfig !== undefined || Values.length === 0
    ? condition
    : { ...condition, Values };
