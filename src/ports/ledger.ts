import type { Asked, Blame, Conclusion, ReleaseRecord, ReleaseRef, Status } from '../contracts/release.ts';
import type { Queued } from '../contracts/request.ts';
import type { Answer } from '../contracts/verdict.ts';

/** The lock, by single-item conditional writes only: `src/domain/lock.ts` says what each does. Reads are consistent. */
export interface Ledger {
  read(service: string): Promise<ReleaseRecord | undefined>;
  /**
   * Takes the lock when no record exists or the record is `over` (`free` unless said otherwise) at `record.epoch - 1`, and its queue
   * is still what `waiting` says (empty unless said otherwise): `record.queue` takes its place. Answers the record as stored, also
   * when an earlier attempt of the same holder took it; undefined when it was not to be had.
   */
  admit(
    record: ReleaseRecord,
    over?: 'free' | 'quarantined',
    waiting?: readonly Queued[],
  ): Promise<ReleaseRecord | undefined>;
  /** `active|aborting` -> `aborting` in one conditional update; undefined when there is nothing to abort. */
  abort(service: string, cause: AbortCause): Promise<ReleaseRecord | undefined>;
  /** Moves the status if epoch and present status allow; undefined when they do not. */
  move(service: string, move: StatusMove): Promise<ReleaseRecord | undefined>;
  /**
   * Lets a request wait for the lock, in place of an older one of its rank; undefined when nobody holds it, or a newer one waits.
   * With `epoch`, it waits behind that very release, which may be over by now: reconcile starts it then.
   */
  enqueue(service: string, queued: Queued, epoch?: number): Promise<ReleaseRecord | undefined>;
  /** Takes a request out of the queue if it still waits. */
  dequeue(service: string, queued: Queued): Promise<void>;
  /**
   * Keeps a question and the token that wakes the machine, while the release is active; a question that is asked again keeps its
   * `since`. Undefined when it is not active any more.
   */
  ask(release: ReleaseRef, asked: Asked): Promise<ReleaseRecord | undefined>;
  /**
   * Keeps what a person said while the release is active and asks this; the first answer stays. Undefined when nothing, or
   * something else, is asked. With `epoch`, it must be that release.
   */
  answer(service: string, answer: Answer, epoch?: number): Promise<ReleaseRecord | undefined>;
  /** Ends the bakes of an `active` release; undefined when it is not active, so that nothing clears an abort. */
  promote(service: string, because: string): Promise<ReleaseRecord | undefined>;
}

/**
 * With `alarm`, the record must be guarded by it and be admitted before `firedAt` (ISO 8601). With `epoch`, it must be that
 * release. With `supersededBy`, it must be active: what is aborted for a worse reason stays so. `blame` is the version's unless
 * said otherwise.
 */
export interface AbortCause {
  readonly because: string;
  readonly epoch?: number;
  readonly alarm?: { readonly name: string; readonly firedAt: string };
  readonly supersededBy?: string;
  readonly blame?: Exclude<Blame, 'newer'>;
}

export interface StatusMove {
  readonly epoch: number;
  readonly from: readonly Status[];
  readonly to: Status;
  readonly conclusion?: Conclusion;
  readonly withdrawn?: readonly string[];
  /** Why an operator ends a quarantine. */
  readonly unlockedBecause?: string;
}
