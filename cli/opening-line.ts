import { publicHolidays } from '../src/adapters/public-holidays.ts';
import type { Policy } from '../src/contracts/policy.ts';
import { opening } from '../src/domain/gates/calendar.ts';
import { calendarOf, holidaysAheadDays } from '../src/domain/gates/calendar-of.ts';
import { wallClock } from '../src/domain/gates/wall-clock.ts';

/** Whether a release could go forward at `now` (ISO 8601), as a sentence; undefined for a policy that never closes. */
export async function openingLine({ gates }: Policy, now: string): Promise<string | undefined> {
  const place = gates?.holidays;
  const holidays = place === undefined ? [] : await publicHolidays().of(place, now, holidaysAheadDays);
  const calendar = calendarOf(gates, holidays);
  if (calendar === undefined) return undefined;
  const answer = opening(calendar, now);
  if (!answer.open) return `the gates are closed: ${answer.because}`;
  if (answer.closesAt === null) return 'the gates are open';
  const until = wallClock(calendar.timeZone).tell(Date.parse(answer.closesAt), Date.parse(now));
  return `the gates are open until ${until} ${calendar.timeZone}`;
}
