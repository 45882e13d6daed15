import type { Freeze } from '../contracts/gates.ts';

/** On which days a country, or a part of it, does not work. */
export interface PublicHolidays {
  /**
   * Those of a place such as `NL` or `DE-BY` from the day of `from` (ISO 8601) on, for so many days; `because` is the name in the
   * language of the place. Throws `PolicyInvalid` when nobody knows the place.
   */
  of(place: string, from: string, days: number): Promise<readonly Freeze[]>;
}
