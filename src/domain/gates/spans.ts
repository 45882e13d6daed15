import type { Calendar, ChangeWindow, Freeze } from '../../contracts/gates.ts';
import { type Day, dayOf, type WallClock, weekdayOf } from './wall-clock.ts';

/** From one moment up to another (epoch ms), the last not included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A span in which nothing goes forward, and why. */
export interface Closure extends Span {
  readonly kind: 'freeze' | 'holiday';
  readonly because: string;
}

export const isIn =
  (moment: number) =>
  ({ from, to }: Span): boolean =>
    from <= moment && moment < to;

/** All freezes and holidays of a calendar, in no order. */
export const closuresOf = (calendar: Calendar, clock: WallClock): readonly Closure[] => {
  const closure = (kind: Closure['kind']) => (freeze: Freeze) => ({
    kind,
    from: clock.momentOf(dayOf(freeze.from), timeOf(freeze.from) ?? '00:00'),
    to: clock.momentOf(dayOf(freeze.to), timeOf(freeze.to) ?? '24:00'),
    because: freeze.because,
  });
  return [...calendar.freezes.map(closure('freeze')), ...(calendar.holidays ?? []).map(closure('holiday'))];
};

/** `17:00` of `2026-12-18T17:00`; undefined for a date. */
const timeOf = (text: string): string | undefined => (text.length > 10 ? text.slice(11, 16) : undefined);

/** The windows that begin within so many days around the day of a moment, as spans; a skipped hour leaves those within it empty. */
export const windowsAround = (
  windows: readonly ChangeWindow[],
  clock: WallClock,
  moment: number,
  days: { readonly before: number; readonly after: number },
): readonly Span[] => {
  const today = clock.dayAt(moment);
  const length = days.before + 1 + days.after;
  return Array.from({ length }, (_, i) => today.add({ days: i - days.before })).flatMap((day) =>
    windowsOf(windows, clock, day),
  );
};

const windowsOf = (windows: readonly ChangeWindow[], clock: WallClock, day: Day): readonly Span[] =>
  windows
    .filter(({ days }) => days.includes(weekdayOf(day)))
    .map(({ from, to }) => ({
      from: clock.momentOf(day, from),
      to: clock.momentOf(to > from ? day : day.add({ days: 1 }), to),
    }));
