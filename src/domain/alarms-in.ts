import type { AlarmReading } from '../contracts/evidence.ts';

/** Names of the alarms in this state, as a list for a sentence; empty when there is none. */
export const alarmsIn = (state: AlarmReading['state'], readings: readonly AlarmReading[] = []): string =>
  readings
    .filter((reading) => reading.state === state)
    .map(({ alarm }) => alarm)
    .sort()
    .join(', ');
