/** When releases may go forward, as a release keeps it. zod/mini: it goes into the record. */
import * as z from 'zod/mini';

export const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
export type Weekday = z.infer<typeof Weekday>;

/** Local times `HH:MM`; a window whose end is not after its begin crosses midnight. */
export const ChangeWindow = z.strictObject({ days: z.array(Weekday), from: z.string(), to: z.string() });
export type ChangeWindow = z.infer<typeof ChangeWindow>;

/** Local dates or date-times; a date at the end is a whole day. */
export const Freeze = z.strictObject({ from: z.string(), to: z.string(), because: z.string() });
export type Freeze = z.infer<typeof Freeze>;

/** `timeZone` is an IANA name, `holidays` a country or country-state. Without windows it is open but for freezes and holidays. */
export const Calendar = z.strictObject({
  timeZone: z.string(),
  holidays: z.optional(z.string()),
  windows: z.array(ChangeWindow),
  freezes: z.array(Freeze),
});
export type Calendar = z.infer<typeof Calendar>;
