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
  reject: 'a person says no to what the release asks',
  silence: 'nobody answers what the release asks',
  lag: 'Kubernetes or the load balancer controller takes longer than a step waits for it',
} as const;

/** What only the Job of a migration does. */
export const jobTroubles = {
  kill: 'the container of a Job is killed, and says nothing',
  fail: 'a Job says that it failed for good',
  refuse: 'a Job says no: a gate is shut',
  nothing: 'a Job finds nothing to do',
} as const;

export type Trouble = keyof typeof troubles | keyof typeof jobTroubles;
export const troubleKinds = Object.keys(troubles) as (keyof typeof troubles)[];

const allKinds: readonly Trouble[] = [...troubleKinds, ...(Object.keys(jobTroubles) as (keyof typeof jobTroubles)[])];
const bits = new Map(allKinds.map((kind, index) => [kind, 1 << index]));

/** In the same account: whether the second version was pushed. */
export const pushedBit = 1 << 24;

export const bitOf = (kind: Trouble): number => bits.get(kind) ?? 0;

const countOf = (account: number): number => {
  let count = 0;
  for (let rest = account; rest !== 0; rest &= rest - 1) count += 1;
  return count;
};

/** At most `most` troubles of these kinds together, each kind at most once. */
export interface Allowance {
  readonly most: number;
  readonly kinds: readonly Trouble[];
}
/** What may happen in one exploration; a kind belongs to at most one allowance. */
export type Bound = readonly Allowance[];

const maskOf = (kinds: readonly Trouble[]): number => kinds.reduce((mask, kind) => mask | bitOf(kind), 0);

/** Whether one more trouble of a kind is within the bound, by the account of those that were. */
export const limiter = (bound: Bound): ((kind: Trouble, account: number) => boolean) => {
  const allowances = new Map(
    bound.flatMap(({ most, kinds }) => kinds.map((kind) => [kind, { most, mask: maskOf(kinds) }] as const)),
  );
  return (kind, account) => {
    const allowance = allowances.get(kind);
    return (
      allowance !== undefined && (account & bitOf(kind)) === 0 && countOf(account & allowance.mask) < allowance.most
    );
  };
};
