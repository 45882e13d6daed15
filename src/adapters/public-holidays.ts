import type { HolidaysTypes } from 'date-holidays';
import type { Freeze } from '../contracts/gates.ts';
import { holidayPlaces } from '../contracts/policy/holiday-places.ts';
import { TidegateError } from '../domain/errors.ts';
import type { PublicHolidays } from '../ports/public-holidays.ts';

/** Public holidays by the rules of date-holidays, which are loaded when they are asked for: they cost a tenth of a second. */
export const publicHolidays = (): PublicHolidays => ({
  of: async (place, from, days) => {
    if (!holidayPlaces.has(place))
      throw new TidegateError(
        'PolicyInvalid',
        `nobody knows the public holidays of ${place}: name another place in gates.holidays and apply the policy again`,
      );
    const { default: Holidays } = await import('date-holidays');
    const [country = '', state = '', region = ''] = place.split('-');
    const rules = new Holidays(country, state, region);
    const first = dayAfter(from, -1);
    const last = dayAfter(from, days + 1);
    return yearsOf(first, last)
      .flatMap((year) => rules.getHolidays(year))
      .filter(({ type }) => type === 'public')
      .map(asFreeze)
      .filter((holiday) => holiday.to >= first && holiday.from <= last);
  },
});

/** Some begin in the course of a day, as Christmas Eve does, and some last for days: `start` and `end` are moments, local to the place. */
const asFreeze = ({ date, start, end, name }: HolidaysTypes.Holiday): Freeze => {
  const [day = '', time = ''] = date.split(' ');
  const from = time.startsWith('00:00') ? day : `${day}T${time.slice(0, 5)}`;
  return { from, to: dayAfter(day, Math.max(1, wholeDays(start, end)) - 1), because: name };
};

const dayMs = 24 * 3600 * 1000;
/** A day may have 23 hours. */
const wholeDays = (start: Date, end: Date): number =>
  Math.floor((end.getTime() - start.getTime() + 3600 * 1000) / dayMs);

/** A date so many days after that of an ISO 8601 text. */
const dayAfter = (text: string, days: number): string =>
  new Date(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** Holidays that last over New Year's Eve are those of the year in which they begin. */
const yearsOf = (first: string, last: string): readonly number[] => {
  const from = Number(first.slice(0, 4)) - 1;
  return Array.from({ length: Number(last.slice(0, 4)) - from + 1 }, (_, i) => from + i);
};
