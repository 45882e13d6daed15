import type { Clock } from '../clock.ts';
import type { Operation } from '../service.ts';
import { throttlingError } from '../throttling.ts';
import { type BucketSize, createTokenBucket, type TokenBucket } from '../token-bucket.ts';

/** Which bucket a call is paid from, besides the account's own. */
export type CallKind = 'mutating' | 'describing' | 'registering' | 'provisioning';

/** The published buckets, per account and region and shared by all callers: "Throttling for the Elastic Load Balancing API". */
const BUCKETS: Readonly<Record<CallKind, BucketSize>> = {
  mutating: { burst: 20, perSecond: 3 },
  describing: { burst: 40, perSecond: 10 },
  registering: { burst: 20, perSecond: 4 },
  provisioning: { burst: 10, perSecond: 0.2 },
};
const ACCOUNT_BUCKET: BucketSize = { burst: 40, perSecond: 10 };

/** The account's API budget. */
export interface Budget {
  /** Pays one call, or throws `Throttling`. A refused call costs nothing. */
  spend(kind: CallKind): void;
}

/** Full buckets that refill on emulated time. */
export function createBudget(clock: Clock): Budget {
  const account = createTokenBucket(clock, ACCOUNT_BUCKET);
  const byKind = new Map<CallKind, TokenBucket>();
  const bucketOf = (kind: CallKind): TokenBucket => {
    const bucket = byKind.get(kind) ?? createTokenBucket(clock, BUCKETS[kind]);
    byKind.set(kind, bucket);
    return bucket;
  };
  return {
    spend(kind) {
      const bucket = bucketOf(kind);
      if (!(account.hasToken() && bucket.hasToken())) throw throttlingError('elasticloadbalancing');
      account.take();
      bucket.take();
    },
  };
}

/** The same operations, each paid for before it looks at its input. */
export function paidFor(
  budget: Budget,
  kind: CallKind,
  operations: Readonly<Record<string, Operation>>,
): Readonly<Record<string, Operation>> {
  const paid = Object.entries(operations).map(([name, operation]): [string, Operation] => [
    name,
    (input, call) => {
      budget.spend(kind);
      return operation(input, call);
    },
  ]);
  return Object.fromEntries(paid);
}
