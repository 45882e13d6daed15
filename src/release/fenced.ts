import type { ReleaseRecord, ReleaseRef } from '../contracts/release.ts';
import { TidegateError } from '../domain/errors.ts';
import { mayUndo, standing } from '../domain/protocol.ts';
import type { Ledger } from '../ports/ledger.ts';

/** A forward effect: all three set, none adds, so that each may be repeated. */
export interface Effect {
  write(record: ReleaseRecord): Promise<void>;
  /** Throws `NotConverged` while what was written can't be read back. */
  prove(record: ReleaseRecord): Promise<void>;
  undo(record: ReleaseRecord): Promise<void>;
}

const aborted = (release: ReleaseRef, record: ReleaseRecord): TidegateError =>
  new TidegateError(
    'ReleaseAborted',
    record.abortedBecause ?? `release ${release.epoch} of ${release.service} was aborted`,
  );

export const stale = ({ service, epoch }: ReleaseRef): TidegateError =>
  new TidegateError('StaleRelease', `release ${epoch} of ${service} no longer owns the service; nothing was done`);

/** The record, if this release may go on; else throws `ReleaseAborted` or `StaleRelease`. */
export const demandGo = async (ledger: Ledger, release: ReleaseRef): Promise<ReleaseRecord> => {
  const record = await ledger.read(release.service);
  const now = standing(record, release);
  if (record === undefined || now === 'stale') throw stale(release);
  if (now === 'aborted') throw aborted(release, record);
  return record;
};

/** Read, write, read back, read again: an abort that came while we wrote undoes what we wrote. */
export const fenced = async (ledger: Ledger, release: ReleaseRef, effect: Effect): Promise<ReleaseRecord> => {
  const record = await demandGo(ledger, release);
  await effect.write(record);
  await effect.prove(record);
  const after = await ledger.read(release.service);
  if (standing(after, release) === 'go') return record;
  if (after === undefined || !mayUndo(after, release)) throw stale(release);
  await effect.undo(after);
  throw aborted(release, after);
};
