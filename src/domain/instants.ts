/** Whole seconds from one ISO 8601 instant to another, never negative. */
export const secondsBetween = (from: string, to: string): number =>
  Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 1000));

/** The instant so many seconds earlier. */
export const secondsBefore = (instant: string, seconds: number): string =>
  new Date(Date.parse(instant) - 1000 * seconds).toISOString();
