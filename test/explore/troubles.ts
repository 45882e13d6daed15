/** What may go wrong, or come in between. Each kind has its bit in a state's account. */
export const troubles = {
  alarm: 'the alarm fires, and its event comes at any time later',
  duplicate: 'an event that has not been handled yet is delivered twice',
  abort: 'an operator aborts the release',
  promote: 'an operator promotes the release',
  push: 'the next version is pushed while a release runs',
  stop: 'somebody stops the execution',
  redrive: 'somebody redrives the stopped execution, at any time later',
  crash: 'a function dies, before or after any call',
  lost: 'a write takes effect, but its answer is an error',
  throttle: 'a call is refused',
  stray: 'the machine loses a function that runs on, and starts it again',
  reconcile: 'reconcile runs at any moment',
  person: 'a person changes the flag that the release has flipped',
} as const;

export type Trouble = keyof typeof troubles;
export const troubleKinds = Object.keys(troubles) as Trouble[];

const bits = new Map(troubleKinds.map((kind, index) => [kind, 1 << index]));

/** In the same account: whether the second version was pushed. */
export const pushedBit = 1 << 24;

export const bitOf = (kind: Trouble): number => bits.get(kind) ?? 0;

const countOf = (account: number): number => {
  let count = 0;
  for (let rest = account & (pushedBit - 1); rest !== 0; rest &= rest - 1) count += 1;
  return count;
};

/** At most `most` troubles in all, each kind at most once, only of these kinds. */
export interface Bound {
  readonly most: number;
  readonly kinds: readonly Trouble[];
}

/** Whether one more trouble of this kind is within the bound. */
export const mayHappen = (kind: Trouble, account: number, { most, kinds }: Bound): boolean =>
  (account & bitOf(kind)) === 0 && countOf(account) < most && kinds.includes(kind);
