/** Which rows are compared. */
export type Scope =
  | { readonly kind: 'all' }
  /** Rows whose key, a whole number, is from `from` to before `to`. */
  | { readonly kind: 'ranges'; readonly ranges: readonly { readonly from: bigint; readonly to: bigint }[] }
  /** So many rows at either end of the key. */
  | { readonly kind: 'ends'; readonly rows: number };

/** Tables up to so many rows are compared whole: some seconds of reading. */
export const mostRowsWhole = 1_000_000;

/** Tables up to so many rows are counted. */
export const mostRowsCounted = 10_000_000;

const rangeCount = 200;

/** Spans of the key, spread by chance, that hold about `mostRowsWhole` rows together; the first and the last span are always among them. */
export const sampledRanges = (
  lowest: bigint,
  highest: bigint,
  rows: number,
  random: () => number,
): Extract<Scope, { kind: 'ranges' }> => {
  const width = highest - lowest + 1n;
  const perRow = Math.max(1, Number(width) / Math.max(1, rows));
  const span = BigInt(Math.ceil((perRow * mostRowsWhole) / rangeCount));
  const slots = (width + span - 1n) / span;
  const chosen = new Set<bigint>([0n, slots - 1n]);
  for (let draw = chosen.size; draw < rangeCount; draw += 1) chosen.add(BigInt(Math.floor(random() * Number(slots))));
  const ranges = [...chosen].map((slot) => ({ from: lowest + slot * span, to: lowest + (slot + 1n) * span }));
  return { kind: 'ranges', ranges };
};
