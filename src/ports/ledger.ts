import type { Conclusion, ReleaseRecord, Status } from '../contracts/release.ts';

/** The lock, by single-item conditional writes only. Reads are consistent. */
export interface Ledger {
  read(service: string): Promise<ReleaseRecord | undefined>;
  /**
   * Takes the lock when no record exists or the record is `free` at `record.epoch - 1`. Answers the record as stored when
   * it was taken, also when an earlier attempt of the same holder took it; undefined when another holds it.
   */
  admit(record: ReleaseRecord): Promise<ReleaseRecord | undefined>;
  /** `active|aborting` -> `aborting` in one conditional update; undefined when there is nothing to abort. */
  abort(service: string, cause: AbortCause): Promise<ReleaseRecord | undefined>;
  /** Moves the status if epoch and present status allow; undefined when they do not. */
  move(service: string, move: StatusMove): Promise<ReleaseRecord | undefined>;
}

/** With `alarm`, the record must be guarded by it and be admitted before `firedAt` (ISO 8601). With `epoch`, it must be that release. */
export interface AbortCause {
  readonly because: string;
  readonly epoch?: number;
  readonly alarm?: { readonly name: string; readonly firedAt: string };
}

export interface StatusMove {
  readonly epoch: number;
  readonly from: readonly Status[];
  readonly to: Status;
  readonly conclusion?: Conclusion;
}
