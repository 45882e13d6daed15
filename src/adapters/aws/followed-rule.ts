import type { ElasticLoadBalancingV2Client, Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { isCode, TidegateError } from '../../domain/errors.ts';
import { foundBy } from '../../domain/split.ts';
import type { LiveSplit, Traffic } from '../../ports/traffic.ts';
import { rulesOfListener, targetGroupsOf } from './alb-rules.ts';
import { callFailed, isNamed } from './call-failed.ts';

/**
 * Follows a controlled rule that the AWS Load Balancer Controller makes anew, or gives another Ingress path, while a release runs:
 * it is found again, on the same listener, as the only one that forwards to the same target groups. No call comes before the
 * write of a rule that only we set.
 */
export const followedRule = (traffic: Traffic, client: ElasticLoadBalancingV2Client): Traffic => ({
  set: async (split) => {
    const targetGroups = foundBy(split);
    const listenerRule =
      targetGroups === undefined
        ? split.listenerRule
        : await ownRule(traffic, client, split.listenerRule, targetGroups);
    await traffic.set({ ...split, listenerRule });
  },
  read: async (listenerRule, targetGroups = []) => {
    const found = await attempt(() => traffic.read(listenerRule));
    if (found.live !== undefined && (targetGroups.length === 0 || concerns(found.live, targetGroups)))
      return found.live;
    const arn = await ruleWith(client, listenerRule, targetGroups);
    if (arn !== undefined) return { ...(await traffic.read(arn)), listenerRule };
    return orThrow(found, listenerRule);
  },
});

interface Attempt {
  readonly live?: LiveSplit;
  readonly refused?: unknown;
}

const attempt = async (read: () => Promise<LiveSplit>): Promise<Attempt> => {
  try {
    return { live: await read() };
  } catch (refused) {
    if (isCode(refused, 'RollbackActionRefused')) return { refused };
    throw refused;
  }
};

const orThrow = ({ live, refused }: Attempt, listenerRule: string): LiveSplit => {
  if (live !== undefined) return live;
  throw isGone(refused) ? lost(listenerRule, refused) : refused;
};

const isGone = (error: unknown): boolean =>
  error instanceof TidegateError && isNamed(error.cause, 'RuleNotFoundException');

/** A rule that users were taken from by a maintenance answer is still ours. */
const concerns = ({ closed, weights }: LiveSplit, targetGroups: readonly string[]): boolean =>
  closed === true || targetGroups.some((group) => group in weights);

/**
 * Looks before it writes, for the ARN may be another path's by now. A look that fails for a while holds up no rollback: then the
 * ARN is good as it was.
 */
const ownRule = async (
  traffic: Traffic,
  client: ElasticLoadBalancingV2Client,
  listenerRule: string,
  targetGroups: readonly string[],
): Promise<string> => {
  try {
    const { live, refused } = await attempt(() => traffic.read(listenerRule));
    if (live !== undefined && concerns(live, targetGroups)) return listenerRule;
    const arn = await ruleWith(client, listenerRule, targetGroups);
    if (arn !== undefined) return arn;
    throw lost(listenerRule, refused);
  } catch (error) {
    if (isCode(error, 'CallFailed')) return listenerRule;
    throw error;
  }
};

/** The only rule of the listener that forwards to exactly these target groups. */
const ruleWith = async (
  client: ElasticLoadBalancingV2Client,
  listenerRule: string,
  targetGroups: readonly string[],
): Promise<string | undefined> => {
  if (targetGroups.length === 0) return undefined;
  const rules = await rulesBeside(client, listenerRule);
  const wanted = [...targetGroups].sort().join();
  const found = rules.filter((rule) => rule.IsDefault !== true && [...targetGroupsOf(rule)].sort().join() === wanted);
  return found.length === 1 ? found[0]?.RuleArn : undefined;
};

/** None where the listener is gone too. */
const rulesBeside = async (client: ElasticLoadBalancingV2Client, listenerRule: string): Promise<readonly Rule[]> => {
  try {
    return await rulesOfListener(client, listenerOf(listenerRule));
  } catch (error) {
    if (isNamed(error, 'ListenerNotFoundException')) return [];
    throw callFailed('DescribeRules', error);
  }
};

/** `…:listener-rule/app/<name>/<id>/<listener>/<rule>` is of `…:listener/app/<name>/<id>/<listener>`. */
const listenerOf = (listenerRule: string): string =>
  listenerRule.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '');

const lost = (listenerRule: string, cause: unknown): TidegateError =>
  new TidegateError(
    'RollbackActionRefused',
    `rule ${listenerRule} is gone, and no single rule of its listener forwards to the same target groups: ` +
      'look at who made it anew, and release again once users reach the service',
    { cause },
  );
