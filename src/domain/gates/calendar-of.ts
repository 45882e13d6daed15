import type { Calendar, Freeze } from '../../contracts/gates.ts';
import type { Policy } from '../../contracts/policy.ts';

/** So many days of public holidays go into a calendar: more than a release can last. */
export const holidaysAheadDays = 400;

/**
 * The calendar of a policy with the public holidays of the place that it names, as plain values; undefined when nothing in it ever
 * closes.
 */
export const calendarOf = (gates: Policy['gates'], holidays: readonly Freeze[]): Calendar | undefined => {
  if (gates === undefined) return undefined;
  const { timeZone, windows } = gates;
  const freezes = gates.freezes.map(({ from, to, because }) => ({ from: withT(from), to: withT(to), because }));
  if (windows.length + freezes.length + holidays.length === 0) return undefined;
  return { timeZone, windows, freezes, ...(holidays.length === 0 ? {} : { holidays: [...holidays] }) };
};

/** People also write a space between date and time. */
const withT = (text: string): string => text.replace(' ', 'T');
