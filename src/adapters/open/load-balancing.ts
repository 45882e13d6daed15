import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientConfig } from '../aws/clients.ts';

/** One client for the rule and for the targets. */
export const openLoadBalancing = (() => {
  let client: ElasticLoadBalancingV2Client | undefined;
  return () => {
    client ??= new ElasticLoadBalancingV2Client(clientConfig());
    return client;
  };
})();
