import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { isCode, TidegateError } from '../../domain/errors.ts';
import type { LiveSplit, Split, Traffic } from '../../ports/traffic.ts';
import { askingRule } from './alb-refusals.ts';
import { rulesOfListener, targetGroupsOf } from './alb-rules.ts';
import { isNamed } from './call-failed.ts';

/**
 * Follows a rule that the AWS Load Balancer Controller makes anew, or gives another Ingress path, while a release runs: it is found
 * again, on the same listener, as the only one that forwards to the same target groups. Without an Ingress in the split no call
 * comes before the write.
 */
export const followedRule = (traffic: Traffic, client: ElasticLoadBalancingV2Client): Traffic => ({
  set: async (split) => {
    const listenerRule = split.ingress === undefined ? split.listenerRule : await ownRule(traffic, client, split);
    try {
      await traffic.set({ ...split, listenerRule });
    } catch (error) {
      if (!isGone(error)) throw error;
      await traffic.set({ ...split, listenerRule: await findAgain(client, split, error) });
    }
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

/** Looks before it writes, for the ARN of a controller's rule may be another path's by now. */
const ownRule = async (traffic: Traffic, client: ElasticLoadBalancingV2Client, split: Split): Promise<string> => {
  const targetGroups = Object.keys(split.weights);
  const { live, refused } = await attempt(() => traffic.read(split.listenerRule));
  if (live !== undefined && concerns(live, targetGroups)) return split.listenerRule;
  return findAgain(client, split, refused);
};

const findAgain = async (
  client: ElasticLoadBalancingV2Client,
  { listenerRule, weights }: Split,
  cause: unknown,
): Promise<string> => {
  const arn = await ruleWith(client, listenerRule, Object.keys(weights));
  if (arn === undefined) throw lost(listenerRule, cause);
  return arn;
};

/** The only rule of the listener that forwards to exactly these target groups. */
const ruleWith = async (
  client: ElasticLoadBalancingV2Client,
  listenerRule: string,
  targetGroups: readonly string[],
): Promise<string | undefined> => {
  if (targetGroups.length === 0) return undefined;
  const rules = await askingRule('DescribeRules', () => rulesOfListener(client, listenerOf(listenerRule)));
  const wanted = [...targetGroups].sort().join();
  const found = rules.filter((rule) => rule.IsDefault !== true && [...targetGroupsOf(rule)].sort().join() === wanted);
  return found.length === 1 ? found[0]?.RuleArn : undefined;
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
