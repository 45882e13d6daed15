/** Epoch milliseconds of an ISO-8601 timestamp with a time zone, as Wait states take it; undefined when the text is none. */
export function readTimestamp(text: string): number | undefined {
  const ms = /T.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
