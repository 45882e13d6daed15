import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Targets } from '../../ports/targets.ts';
import { calling } from './call-failed.ts';

/** Members of a target group. One that is draining has left already. */
export const albTargets = (client: ElasticLoadBalancingV2Client): Targets => ({
  count: async (targetGroup) => {
    const request = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup });
    const { TargetHealthDescriptions = [] } = await calling('DescribeTargetHealth', () => client.send(request));
    const states = TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State ?? 'unavailable');
    const inState = (wanted: string): number => states.filter((state) => state === wanted).length;
    const [unused, initial] = [inState('unused'), inState('initial')];
    return {
      healthy: inState('healthy'),
      registered: states.filter((state) => !state.endsWith('draining')).length,
      ...(unused > 0 ? { unused } : {}),
      ...(initial > 0 ? { initial } : {}),
    };
  },
});
