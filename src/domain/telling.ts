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
