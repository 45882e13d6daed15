/** What became of one service or database in a look at everything, and why. */
export interface Reconciled {
  readonly did: 'nothing' | 'recovered' | 'started' | 'dequeued';
  readonly because: string;
}

export const nothing = (because: string): Reconciled => ({ did: 'nothing', because });

/** What followed from the end of an execution. */
export interface Recovery {
  readonly outcome: 'recovering' | 'ignored';
  readonly because: string;
}
