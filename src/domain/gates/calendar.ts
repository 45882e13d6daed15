import type { Calendar } from '../../contracts/gates.ts';
import { toInstant } from '../instants.ts';
import { type Closure, closuresOf, isIn, windowsAround } from './spans.ts';
import { type Wait, waitSentence } from './wait-sentence.ts';
import { type WallClock, wallClock } from './wall-clock.ts';

/** Whether releases may go forward. */
export type Opening =
  | {
      readonly open: true;
      /** ISO 8601; null when it does not close within 366 days. */
      readonly closesAt: string | null;
      /** Whole seconds, rounded down; null when it does not close within 366 days. */
      readonly untilSeconds: number | null;
    }
  | {
      readonly open: false;
      /** ISO 8601; null when it does not open within 366 days. */
      readonly opensAt: string | null;
      /** Whole seconds, rounded up; 366 days when it does not open before. */
      readonly secondsUntil: number;
      /** A sentence for people. */
      readonly because: string;
    };

/** A calendar with its times resolved. */
interface Times extends Pick<Calendar, 'timeZone' | 'windows'> {
  readonly clock: WallClock;
  readonly closures: readonly Closure[];
}

const dayMs = 24 * 3600 * 1000;
/** No execution of Step Functions lasts longer than a year. */
const horizonMs = 366 * dayMs;
const aroundToday = { before: 1, after: 1 };
/** Windows come back every week: two weeks have one even where a change of the clocks swallows the first. */
const twoWeeks = { before: 1, after: 15 };

/** Whether a calendar is open at `now` (ISO 8601), and until when, or when it opens. Throws `InputInvalid` when `now` is no instant. */
export const opening = (calendar: Calendar, now: string): Opening => {
  const moment = Date.parse(toInstant(now));
  const clock = wallClock(calendar.timeZone);
  const { timeZone, windows } = calendar;
  const times: Times = { timeZone, windows, clock, closures: closuresOf(calendar, clock) };
  const waits = waitsFrom(times, moment, moment + horizonMs);
  return waits.length === 0 ? open(times, moment) : closed(times, moment, waits);
};

const open = (times: Times, now: number): Opening => {
  const closing = Math.min(...times.closures.map(({ from }) => from).filter((from) => from > now));
  const end = Math.min(closing, endOfWindows(times, now));
  if (end > now + horizonMs) return { open: true, closesAt: null, untilSeconds: null };
  return { open: true, closesAt: new Date(end).toISOString(), untilSeconds: Math.floor((end - now) / 1000) };
};

const closed = ({ timeZone, clock }: Times, now: number, waits: readonly Wait[]): Opening => {
  const horizon = now + horizonMs;
  const end = waits.at(-1)?.until ?? horizon;
  const opensAt = end > horizon ? null : end;
  return {
    open: false,
    opensAt: opensAt === null ? null : new Date(opensAt).toISOString(),
    secondsUntil: Math.ceil(((opensAt ?? horizon) - now) / 1000),
    because: waitSentence(waits, { timeZone, clock, now, opensAt }),
  };
};

/** What is to be waited for, one after the other, until it is open or the horizon is passed; nothing when it is open already. */
const waitsFrom = (times: Times, moment: number, horizon: number): readonly Wait[] => {
  const wait = waitAt(times, moment);
  if (wait === undefined) return [];
  return wait.until > horizon ? [wait] : [wait, ...waitsFrom(times, wait.until, horizon)];
};

const waitAt = ({ closures, windows, clock }: Times, moment: number): Wait | undefined => {
  const closure = strongest(closures.filter(isIn(moment)));
  if (closure !== undefined) return { kind: closure.kind, until: closure.to, because: closure.because };
  if (windows.length === 0 || windowsAround(windows, clock, moment, aroundToday).some(isIn(moment))) return undefined;
  const starts = windowsAround(windows, clock, moment, twoWeeks).map(({ from }) => from);
  return { kind: 'window', until: Math.min(...starts.filter((from) => from > moment)), because: '' };
};

/** A freeze before a holiday, the longer before the shorter. */
const strongest = (closures: readonly Closure[]): Closure | undefined =>
  closures.toSorted((a, b) => a.kind.localeCompare(b.kind) || b.to - a.to)[0];

/** Where windows that touch or overlap end. Those that go on for two weeks never do. */
const endOfWindows = ({ windows, clock }: Times, moment: number): number => {
  if (windows.length === 0) return Number.POSITIVE_INFINITY;
  const end = windowsAround(windows, clock, moment, twoWeeks)
    .toSorted((a, b) => a.from - b.from)
    .reduce((reached, { from, to }) => (from <= reached ? Math.max(reached, to) : reached), moment);
  return end > moment + 14 * dayMs ? Number.POSITIVE_INFINITY : end;
};
