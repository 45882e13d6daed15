/** Wakes an execution that waits with a task token. What it was told is in the ledger. */
export interface Doorbell {
  /** It looks again. `nobody`: it does not wait with this token any more. */
  ring(token: string): Promise<'woken' | 'nobody'>;
  /** It goes back: the release was aborted. */
  abort(token: string, because: string): Promise<'woken' | 'nobody'>;
}
