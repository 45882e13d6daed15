import { type EKSClient, paginateListPodIdentityAssociations } from '@aws-sdk/client-eks';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsSide, IdentitySeen, Inspected } from '../../ports/inspection.ts';
import { inspectRule, inspectTargetGroup } from './inspect-load-balancing.ts';
import { openSight, type Sight } from './inspect-sight.ts';

/** The clients that an inspection needs. */
export interface InspectionClients {
  readonly elb: ElasticLoadBalancingV2Client;
  readonly eks: EKSClient;
}

/** Reads what the preflight judges by from load balancing and EKS; changes nothing. */
export const awsInspection =
  ({ elb, eks }: InspectionClients): ((inspected: Inspected) => Promise<AwsSide>) =>
  async ({ cluster, listenerRule, stable, candidate }) => {
    const sight = openSight();
    const twice = <Value>(read: (one: typeof stable) => Promise<Value>, same: boolean) => {
      const first = read(stable);
      return Promise.all([first, same ? first : read(candidate)]);
    };
    const [rule, groups, identities] = await Promise.all([
      inspectRule(elb, sight, listenerRule),
      twice((one) => inspectTargetGroup(elb, sight, one.targetGroup), stable.targetGroup === candidate.targetGroup),
      twice((one) => podIdentities(eks, sight, cluster, one.namespace), stable.namespace === candidate.namespace),
    ]);
    return {
      rule,
      targetGroups: { stable: groups[0], candidate: groups[1] },
      podIdentities: { stable: identities[0], candidate: identities[1] },
      unseen: sight.unseen,
    };
  };

const podIdentities = (
  client: EKSClient,
  sight: Sight,
  clusterName: string,
  namespace: string,
): Promise<IdentitySeen> =>
  sight.of(`pod identities of namespace ${namespace}`, 'ListPodIdentityAssociations', async () => {
    const found = [];
    for await (const { associations = [] } of paginateListPodIdentityAssociations(
      { client },
      { clusterName, namespace },
    ))
      found.push(...associations);
    return found.map(({ serviceAccount = '', associationId = '' }) => ({ serviceAccount, associationId }));
  });
