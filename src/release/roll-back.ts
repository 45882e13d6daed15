import type { ReleaseRecord } from '../contracts/release.ts';
import type { Undone, UndoTurn } from '../contracts/turns.ts';
import { unabortable } from '../domain/protocol.ts';
import { instantSplits } from '../domain/undo.ts';
import type { AbortCause, Ledger } from '../ports/ledger.ts';
import type { Traffic } from '../ports/traffic.ts';
import { sendBack } from './send-back.ts';
import { rootOf, sentenceOf } from './sentence-of.ts';

/** The part of a rollback that may wait until users are safe. Loaded only then. */
export interface Afterwards {
  /** Begins what only the cluster can undo, proves the weights, undoes the flags, announces. */
  finish(record: ReleaseRecord): Promise<void>;
}

export interface RollBackPorts {
  readonly ledger: Ledger;
  readonly traffic: Traffic;
  readonly afterwards: () => Promise<Afterwards>;
}

/** Two calls: mark the release aborted, send everybody to stable. Answers the record, or undefined when nothing was to abort. */
export const abortRelease = async (
  service: string,
  cause: AbortCause,
  ports: RollBackPorts,
): Promise<ReleaseRecord | undefined> => {
  const record = await ports.ledger.abort(service, cause);
  if (record === undefined) return undefined;
  for (const safe of instantSplits(record.release.undo)) await sendBack(ports.traffic, safe);
  await (await ports.afterwards()).finish(record);
  return record;
};

/** A version is refused for what is in it, its migrations included; every other error is nobody's fault. */
const refusals: readonly (string | undefined)[] = [undefined, 'CandidateRejected', 'MigrationRefused'];

const blameIn = ({ inconclusive = false, error }: UndoTurn): NonNullable<AbortCause['blame']> => {
  if (inconclusive) return 'patience';
  return refusals.includes(rootOf(error).Error) ? 'version' : 'trouble';
};

/** The machine's own turn: the same abort, by epoch. Says what it found when there was nothing to abort. */
export const rollBackTurn = async (turn: UndoTurn, ports: RollBackPorts): Promise<Undone> => {
  const { service, epoch } = turn.release;
  const record = await abortRelease(service, { epoch, because: sentenceOf(turn), blame: blameIn(turn) }, ports);
  return { state: record === undefined ? unabortable(await ports.ledger.read(service), turn.release) : 'undone' };
};
