/** When a release may go forward, what makes it wait, and who must agree. */
import * as z from 'zod';
import { weekdays } from '../gates.ts';
import { holidayPlaces } from './holiday-places.ts';
import { duration } from './words.ts';

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

/** Names without a place, such as EST, are refused: most of them know no daylight saving time. */
const timeZone = z
  .string()
  .regex(/^(UTC|[A-Z][A-Za-z_]+(\/[A-Za-z0-9_+-]+)+)$/, {
    error: 'use the IANA name of a place, such as Europe/Amsterdam, or UTC',
    abort: true,
  })
  .refine(isTimeZone, 'use a time zone that exists, such as Europe/Amsterdam: see https://data.iana.org/time-zones/');

const holidays = z
  .string()
  .regex(/^[A-Z]{2}(-[A-Za-z0-9]+){0,2}$/, {
    error: 'write a country, or country and state, as in NL or DE-BY',
    abort: true,
  })
  .refine(
    (place) => holidayPlaces.has(place),
    'use a country whose holidays are known, as in NL; or its state, as in DE-BY; or a region of that',
  );

const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day in quotes with two digits each: "09:00"');
const endOfWindow = z
  .string()
  .regex(
    /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
    'write a time of day in quotes with two digits each: "16:00", at most "24:00"',
  );

const changeWindow = z.strictObject({
  days: z
    .array(z.enum(weekdays))
    .min(1, 'name at least one day, or leave days out for every day')
    .default([...weekdays])
    .describe('The days on which it begins.'),
  from: timeOfDay,
  to: endOfWindow.describe('Earlier than `from`: on the day after.'),
});

const isRealDay = (text: string): boolean => {
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
};

const dateOrTime = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]([01]\d|2[0-3]):[0-5]\d)?$/, {
    error: 'write a date like 2026-12-18, or a local time like 2026-12-18T17:00 (it is one of gates.timeZone)',
    abort: true,
  })
  .refine(isRealDay, 'use a day that the calendar has');

const freeze = z.strictObject({
  from: dateOrTime.describe('A date, from its first minute; or a local date and time.'),
  to: dateOrTime.describe('A date, to its last minute; or a local date and time, at which it is over.'),
  because: z.string().min(3, 'say why in a few words').max(256).describe('Said to everybody who waits.'),
});

const approval = z.strictObject({
  before: z.int().min(0).max(100).describe('One of the weights of traffic.steps; 0: before anything is deployed.'),
  within: duration.prefault('24h').describe('So long people have to answer.'),
});

/** Gates hold the way forward only: rollbacks never wait. */
export const Gates = z.strictObject({
  timeZone: timeZone.default('UTC').describe('IANA name. All days and times of gates are local to it.'),
  holidays: holidays
    .optional()
    .describe('Country, state or region, as in NL, DE-BY: nothing goes forward on its public holidays.'),
  windows: z.array(changeWindow).max(20).default([]).describe('Releases go forward only within these. None: always.'),
  freezes: z.array(freeze).max(100).default([]).describe('Nothing goes forward from the one to the other.'),
  incidents: z
    .array(z.string().min(1).max(255))
    .max(50)
    .default([])
    .describe('CloudWatch alarms: while one of them fires, nothing goes forward.'),
  approvals: z.array(approval).max(21).default([]).describe('A person must agree before these weights.'),
});
export type Gates = z.infer<typeof Gates>;
