import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { Sighting } from '../sighting.ts';

/** Answers a look at these alarms that tells which fired or cleared since the last look. */
export function watchAlarms(cloudWatch: CloudWatchClient, names: readonly string[]): () => Promise<Sighting[]> {
  const states = new Map<string, string>();
  return async () => {
    if (names.length === 0) return [];
    const { MetricAlarms = [] } = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [...names], MaxRecords: 100 }),
    );
    return MetricAlarms.flatMap((alarm): Sighting[] => {
      const name = alarm.AlarmName ?? '';
      const state = alarm.StateValue ?? '';
      const before = states.get(name);
      states.set(name, state);
      if (state === before) return [];
      const at = (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? 0;
      if (state === 'ALARM') return [{ kind: 'alarmFired', at, alarm: name }];
      return before === 'ALARM' ? [{ kind: 'alarmCleared', at, alarm: name }] : [];
    });
  };
}
