/** Whether a copy fits on the disk. */
import type { Unseen } from '../../contracts/evidence.ts';
import type { PendingStatement } from '../../contracts/migration/result.ts';
import { isUnseen } from '../judgement/is-unseen.ts';
import { tellBytes } from '../telling.ts';

/** A new table is rarely much larger than the old one; indexes that are built row by row are. */
const growth = 1.2;
const smallBytes = 1024 ** 3;

export interface DiskNeed {
  /** What must be free, in bytes. */
  readonly bytes: number;
  readonly table: string;
  /** The dry run did not tell how large this table is. */
  readonly unknown?: string;
}

/** One table is copied at a time, and each copy is written to the binary log as well. Null when nothing is copied. */
export const diskNeed = (pending: readonly PendingStatement[]): DiskNeed | null => {
  const copies = pending.filter(({ via }) => via === 'online');
  const [largest] = copies.toSorted((one, other) => (other.bytes ?? 0) - (one.bytes ?? 0));
  if (largest === undefined) return null;
  const logged = copies.reduce((all, { bytes = 0 }) => all + bytes, 0);
  const unknown = copies.find(({ bytes }) => bytes === undefined)?.table;
  const need = { table: largest.table, bytes: Math.ceil((largest.bytes ?? 0) * growth + logged) };
  return unknown === undefined ? need : { ...need, unknown };
};

export type DiskSight =
  | { readonly kind: 'fits'; readonly because: string }
  | { readonly kind: 'full' | 'ask'; readonly because: string };

/** Too little room refuses. Room that nobody sees is a person's business, unless next to nothing is needed. */
export const diskSight = (need: DiskNeed | null, free: number | Unseen): DiskSight => {
  if (need === null) return { kind: 'fits', because: 'nothing is copied' };
  if (need.unknown !== undefined) return { kind: 'ask', because: `nobody knows how large ${need.unknown} is` };
  const needed = `the copy of ${need.table} needs ${tellBytes(need.bytes)} of disk`;
  if (!isUnseen(free))
    return { kind: free < need.bytes ? 'full' : 'fits', because: `${needed}, and ${tellBytes(free)} are free` };
  return {
    kind: need.bytes < smallBytes ? 'fits' : 'ask',
    because: `${needed}, and nobody sees what is free (${free.unseen})`,
  };
};
