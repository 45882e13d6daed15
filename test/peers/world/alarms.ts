import { type CloudWatchClient, PutCompositeAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { createAlarms } from '../../../cli/rehearse/world/alarms.ts';
import type { Balancer } from './balancer.ts';
import { guard } from './policy.ts';

/** Of either side: more than so many errors of its pods in a minute. */
const errorsOf = (targetGroup: 'blue' | 'green', threshold: number) => ({
  ...({ metric: 'HTTPCode_Target_5XX_Count', targetGroup, statistic: 'Sum', periodSeconds: 60 } as const),
  ...({ evaluations: 1, threshold, comparison: 'GreaterThanThreshold', treatMissingData: 'notBreaching' } as const),
});

/** One alarm over the errors of both sides: it fires above so many in a minute. */
export async function createGuard(cloudWatch: CloudWatchClient, balancer: Balancer, threshold: number): Promise<void> {
  const sides = { 'blue-errors': errorsOf('blue', threshold), 'green-errors': errorsOf('green', threshold) };
  await createAlarms(cloudWatch, sides, balancer);
  const AlarmRule = Object.keys(sides)
    .map((name) => `ALARM("${name}")`)
    .join(' OR ');
  await cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName: guard, AlarmRule }));
}

/** An alarm that nothing but a story fires. */
export async function createSilentAlarm(cloudWatch: CloudWatchClient, AlarmName: string): Promise<void> {
  await cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName, AlarmRule: 'FALSE' }));
}

/** Lets the alarm fire, whatever users see. */
export const fire = (cloudWatch: CloudWatchClient, alarm = guard): Promise<void> =>
  setState(cloudWatch, alarm, 'ALARM');

/** Ends that. */
export const calm = (cloudWatch: CloudWatchClient, alarm = guard): Promise<void> => setState(cloudWatch, alarm, 'OK');

async function setState(cloudWatch: CloudWatchClient, AlarmName: string, StateValue: 'ALARM' | 'OK'): Promise<void> {
  await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'the story says so' }));
}
