/** What an ordinary release waits for before it begins. Nothing is locked meanwhile, so that a hotfix can pass. */
import type { AlarmReading } from '../contracts/evidence.ts';
import type { Calendar } from '../contracts/gates.ts';
import { opening } from './gates/calendar.ts';

/** Why nothing begins now, and when to look again. */
export interface Wait {
  readonly because: string;
  readonly lookAgainSeconds: number;
}

/** A day at most, so that a calendar that was mended is noticed. */
const longestLookSeconds = 86_400;
const firstLookSeconds = 60;

/** Until a calendar opens; null while it is open. `now` is ISO 8601. */
export const waitForCalendar = (calendar: Calendar | undefined, now: string): Wait | null => {
  const found = calendar === undefined ? null : opening(calendar, now);
  if (found === null || found.open) return null;
  const lookAgainSeconds = Math.max(1, Math.min(found.secondsUntil, longestLookSeconds));
  return { because: found.because, lookAgainSeconds };
};

const namesOf = (incidents: readonly AlarmReading[], state: AlarmReading['state']): string =>
  incidents
    .filter((reading) => reading.state === state)
    .map(({ alarm }) => alarm)
    .join(', ');

/** Until no incident lasts; null when none does. Nobody knows how long one lasts: the looks grow by a tenth of the time waited. */
export const waitForIncidents = (incidents: readonly AlarmReading[], waitedSeconds: number): Wait | null => {
  const firing = namesOf(incidents, 'firing');
  if (!firing) return null;
  const lookAgainSeconds = Math.min(longestLookSeconds, Math.max(firstLookSeconds, Math.ceil(waitedSeconds / 10)));
  return { because: `an incident freezes releases: ${firing}`, lookAgainSeconds };
};

/** Why incidents can't be told, or null: an alarm that does not exist would freeze nothing, and nobody would know. */
export const whyIncidentsUnknown = (incidents: readonly AlarmReading[]): string | null => {
  const missing = namesOf(incidents, 'missing');
  return missing ? `no alarm is named ${missing}: create it or take it out of gates.incidents` : null;
};
