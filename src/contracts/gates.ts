/** When releases may go forward, as a release keeps it. zod/mini: it goes into the record. */
import * as z from 'zod/mini';

/** In the order of ISO 8601. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export const Weekday = z.enum(weekdays);
export type Weekday = z.infer<typeof Weekday>;

/** Local times `HH:MM`, the end up to `24:00`; a window whose end is not after its begin crosses midnight. */
export const ChangeWindow = z.strictObject({ days: z.array(Weekday), from: z.string(), to: z.string() });
export type ChangeWindow = z.infer<typeof ChangeWindow>;

/** Local dates (`2026-12-18`) or date-times (`2026-12-18T17:00`); a date at the end is a whole day. */
export const Freeze = z.strictObject({ from: z.string(), to: z.string(), because: z.string() });
export type Freeze = z.infer<typeof Freeze>;

/**
 * `timeZone` is an IANA name. Without windows it is open but for freezes and holidays. The public holidays are here by date, `because`
 * being their name: what a release was admitted with is what it is judged by, whatever later data say.
 */
export const Calendar = z.strictObject({
  timeZone: z.string(),
  holidays: z.optional(z.array(Freeze)),
  windows: z.array(ChangeWindow),
  freezes: z.array(Freeze),
});
export type Calendar = z.infer<typeof Calendar>;
