import { type CloudWatchClient, PutCompositeAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { createAlarms } from '../../../cli/rehearse/world/alarms.ts';
import type { BalancerWorld } from '../../../cli/rehearse/world/balancer.ts';

/** Guards by its own name: whom it guards must be looked up. */
export const metricAlarms = { blue: 'shop-blue-errors', green: 'shop-green-errors' } as const;
/** Its name tells the service. */
export const compositeAlarm = 'tidegate--shop--errors';

/** Errors of either side, one metric alarm each, and a composite alarm over both. */
export async function createShopAlarms(
  cloudWatch: CloudWatchClient,
  balancer: BalancerWorld,
  actions: readonly string[],
): Promise<void> {
  const errors = (targetGroup: 'blue' | 'green') => ({
    ...({
      metric: 'HTTPCode_Target_5XX_Count',
      targetGroup,
      statistic: 'Sum',
      periodSeconds: 60,
      evaluations: 1,
    } as const),
    ...({ threshold: 2, comparison: 'GreaterThanThreshold', treatMissingData: 'notBreaching' } as const),
  });
  const alarms = { [metricAlarms.blue]: errors('blue'), [metricAlarms.green]: errors('green') };
  await createAlarms(cloudWatch, alarms, balancer);
  const rule = Object.values(metricAlarms).map((name) => `ALARM("${name}")`);
  await cloudWatch.send(
    new PutCompositeAlarmCommand({
      AlarmName: compositeAlarm,
      AlarmRule: rule.join(' OR '),
      ActionsEnabled: true,
      AlarmActions: [...actions],
    }),
  );
}
