/** Times and amounts in the words of sentences. */

const unitsOfSpans = [
  { unit: 'h', seconds: 3600 },
  { unit: 'min', seconds: 60 },
] as const;

/** `24 h`, `90 min` or `45 s`: in the largest unit that tells it exactly. */
export const tellSpan = (seconds: number): string => {
  const whole = unitsOfSpans.find((span) => seconds >= span.seconds && seconds % span.seconds === 0);
  return whole === undefined ? `${seconds} s` : `${seconds / whole.seconds} ${whole.unit}`;
};

const minuteMs = 60_000;

/** `14:05 UTC`, with the date where it is another day than `now` (both ISO 8601). The minute is over by then. */
export const tellInstant = (instant: string, now: string): string => {
  const minute = new Date(Math.ceil(Date.parse(instant) / minuteMs) * minuteMs).toISOString();
  const day = minute.slice(0, 10);
  const time = `${minute.slice(11, 16)} UTC`;
  return day === new Date(now).toISOString().slice(0, 10) ? time : `${day} ${time}`;
};

const wholeNumber = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const largeNumber = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** `1,234`. */
export const tellNumber = (count: number): string => wholeNumber.format(count);

/** `1.2 M`, `340 K`, `999`. */
export const tellAbout = (count: number): string => largeNumber.format(count).replace(/([KMBT])$/, ' $1');

const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `512 bytes`, `1.5 GiB`. */
export const tellBytes = (bytes: number): string => {
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return `${Number((bytes / 1024 ** power).toPrecision(3))} ${units[power]}`;
};

/** `about 40 s`, `about 4 min` or `about 3 h`: for what nobody knows exactly. */
export const tellAboutSpan = (seconds: number): string => {
  if (seconds < 90) return `about ${Math.ceil(seconds)} s`;
  return seconds < 90 * 60 ? `about ${Math.round(seconds / 60)} min` : `about ${Math.round(seconds / 3600)} h`;
};
