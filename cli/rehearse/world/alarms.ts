import { type CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import type { Alarm } from '../../../src/contracts/rehearsal/world.ts';
import { BadInput } from '../../exit.ts';
import type { BalancerWorld } from './balancer.ts';

/** Creates the alarms of a rehearsal on the metrics of its load balancer. */
export async function createAlarms(
  cloudWatch: CloudWatchClient,
  alarms: Readonly<Record<string, Alarm>>,
  balancer: BalancerWorld,
): Promise<void> {
  for (const [name, alarm] of Object.entries(alarms)) {
    const targetGroup = balancer.targetGroups[alarm.targetGroup];
    if (targetGroup === undefined)
      throw new BadInput(`alarms.${name}.targetGroup: the policy has no environment ${alarm.targetGroup}`);
    await cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: name,
        Namespace: 'AWS/ApplicationELB',
        MetricName: alarm.metric,
        Dimensions: [
          { Name: 'LoadBalancer', Value: dimension(balancer.loadBalancerArn, /loadbalancer\/(.+)$/) },
          { Name: 'TargetGroup', Value: dimension(targetGroup, /(targetgroup\/.+)$/) },
        ],
        Statistic: alarm.statistic,
        Period: alarm.periodSeconds,
        EvaluationPeriods: alarm.evaluations,
        Threshold: alarm.threshold,
        ComparisonOperator: alarm.comparison,
        TreatMissingData: alarm.treatMissingData,
      }),
    );
  }
}

/** CloudWatch names load balancers and target groups by the end of their ARN. */
function dimension(arn: string, end: RegExp): string {
  return end.exec(arn)?.[1] ?? arn;
}
