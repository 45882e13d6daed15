import {
  type ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
  paginateDescribeRules,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** All rules of a listener, the default one too. */
export const rulesOfListener = async (
  client: ElasticLoadBalancingV2Client,
  ListenerArn: string,
): Promise<readonly Rule[]> => {
  const found: Rule[] = [];
  for await (const { Rules = [] } of paginateDescribeRules({ client }, { ListenerArn })) found.push(...Rules);
  return found;
};

/** ARNs of a load balancer's listeners. */
export const listenersOf = async (
  client: ElasticLoadBalancingV2Client,
  LoadBalancerArn: string,
): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { Listeners = [] } of paginateDescribeListeners({ client }, { LoadBalancerArn }))
    found.push(...Listeners.flatMap((listener) => listener.ListenerArn ?? []));
  return found;
};

/** The target groups that a rule forwards to; none where it also does something else. */
export const targetGroupsOf = ({ Actions = [] }: Rule): readonly string[] => {
  const [action] = Actions;
  if (Actions.length !== 1 || action?.Type !== 'forward') return [];
  const groups = action.ForwardConfig?.TargetGroups ?? [action];
  return groups.flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []);
};
