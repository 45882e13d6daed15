/** What became of one service in a look at everything, and why. */
export interface Reconciled {
  readonly did: 'nothing' | 'recovered' | 'started' | 'dequeued';
  readonly because: string;
}

export const nothing = (because: string): Reconciled => ({ did: 'nothing', because });
