import type { Minute, Tally } from './counts.ts';
import { noTally, plus } from './counts.ts';

/**
 * What is judged at once: both sides in the same minutes, or the candidate alone. `stableBefore` is all that was known of stable before
 * it: bets may be laid on nothing else.
 */
export interface Block {
  readonly candidate: Tally;
  /** Null when there was nobody else. */
  readonly stable: Tally | null;
  readonly stableBefore: Tally;
}

/** Both sides of one minute for one kind of event; null where a side was not seen. */
export interface Row {
  readonly stable: Tally | null;
  readonly candidate: Tally | null;
  readonly alone: boolean;
}

/** Rows of minutes for the event that `count` finds in a side's counts. */
export const rowsOf = (
  minutes: readonly Minute[],
  count: (side: NonNullable<Minute['stable']>) => Tally | null,
): readonly Row[] =>
  minutes.map(({ stable, candidate, alone }) => ({
    stable: stable && count(stable),
    candidate: candidate && count(candidate),
    alone,
  }));

/**
 * Minutes in blocks. A minute in which a side was not seen is no comparison and is left out. Where one side had no request, minutes are put together until both had one; it depends on requests only, never on
 * how they went, so it biases nothing.
 */
export const blocksOf = (rows: readonly Row[], baseline: Tally): readonly Block[] => {
  const blocks: Block[] = [];
  let stableBefore = baseline;
  let open = { stable: noTally, candidate: noTally };
  for (const { stable, candidate, alone } of rows) {
    if (alone) {
      if (candidate !== null && candidate.requests > 0) blocks.push({ candidate, stable: null, stableBefore });
      continue;
    }
    if (stable === null || candidate === null) continue;
    open = { stable: plus(open.stable, stable), candidate: plus(open.candidate, candidate) };
    if (open.stable.requests === 0 || open.candidate.requests === 0) continue;
    blocks.push({ ...open, stableBefore });
    stableBefore = plus(stableBefore, open.stable);
    open = { stable: noTally, candidate: noTally };
  }
  return blocks;
};
