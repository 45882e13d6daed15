import { Temporal } from 'temporal-polyfill';
import type { Weekday } from '../../contracts/gates.ts';

/** A day of the calendar, without a time zone. */
export type Day = Temporal.PlainDate;

/**
 * The clock on the wall of one time zone, as calendars mean it: a time has come as soon as the clock shows it or a later one, and
 * stays passed when the clock is turned back. So what begins in a skipped hour begins with the hour after it, and what is in an hour
 * that comes twice happens in the first.
 */
export interface WallClock {
  /** The moment (epoch ms) when this time of that day has come. `24:00` is the end of the day. */
  momentOf(day: Day, time: string): number;
  /** The day that it is at a moment. */
  dayAt(moment: number): Day;
  /** `Mon 23 Nov 09:00`, with the year where it is not that of `seenFrom` (a moment). */
  tell(moment: number, seenFrom: number): string;
}

/** A wall clock in a time zone, by its IANA name. Throws `RangeError` when there is no such zone. */
export const wallClock = (timeZone: string): WallClock => {
  const zonedAt = (moment: number) => Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(timeZone);
  return {
    momentOf: (day, time) =>
      time === '24:00'
        ? firstMoment(day.add({ days: 1 }).toPlainDateTime(), timeZone)
        : firstMoment(day.toPlainDateTime(time), timeZone),
    dayAt: (moment) => zonedAt(moment).toPlainDate(),
    tell: (moment, seenFrom) => {
      const told = zonedAt(moment);
      const year = told.year === zonedAt(seenFrom).year ? '' : ` ${told.year}`;
      const name = capital(weekdayOf(told.toPlainDate()));
      return `${name} ${told.day} ${months[told.month - 1]}${year} ${told.toPlainTime().toString().slice(0, 5)}`;
    },
  };
};

const firstMoment = (local: Temporal.PlainDateTime, timeZone: string): number => {
  const earliest = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (earliest.toPlainDateTime().equals(local)) return earliest.epochMilliseconds;
  return (earliest.getTimeZoneTransition('next') ?? earliest).epochMilliseconds;
};

/** A day from `2026-12-18`, alone or at the beginning of a longer text. */
export const dayOf = (text: string): Day => Temporal.PlainDate.from(text.slice(0, 10));

const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Which day of the week a day is. */
export const weekdayOf = (day: Day): Weekday => weekdays[day.dayOfWeek - 1] ?? 'sun';

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
