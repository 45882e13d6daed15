/** Whole seconds from one ISO 8601 instant to another, never negative. */
export const secondsBetween = (from: string, to: string): number =>
  Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 1000));

/** The instant so many seconds earlier. */
export const secondsBefore = (instant: string, seconds: number): string =>
  new Date(Date.parse(instant) - 1000 * seconds).toISOString();

/** CloudWatch writes `2019-10-02T17:04:40.989+0000`; everything here compares ISO 8601 in UTC. Throws RangeError on nonsense. */
export const toIso = (timestamp: string): string =>
  new Date(timestamp.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')).toISOString();
