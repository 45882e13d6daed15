import { TidegateError } from './errors.ts';

/** Whole seconds from one ISO 8601 instant to another, never negative. */
export const secondsBetween = (from: string, to: string): number =>
  Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 1000));

/** The begin of the minute that an instant is in: metrics come by minutes. */
export const minuteOf = (instant: string): string =>
  new Date(Math.floor(Date.parse(instant) / 60_000) * 60_000).toISOString();

/** The instant so many seconds earlier. */
export const secondsBefore = (instant: string, seconds: number): string =>
  new Date(Date.parse(instant) - 1000 * seconds).toISOString();

/** The instant so many seconds later. */
export const secondsAfter = (instant: string, seconds: number): string => secondsBefore(instant, -seconds);

/**
 * Any ISO 8601 instant as `2026-11-23T08:25:00.123Z`, so that instants compare as strings. CloudWatch writes offsets without
 * a colon (`+0000`): https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export const toInstant = (text: string): string => {
  const instant = new Date(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(instant.getTime())) throw new TidegateError('InputInvalid', `"${text}" is not an ISO 8601 instant`);
  return instant.toISOString();
};
