import type { Clock } from './clock.ts';

/** A bucket's size, which it holds at first, and how many tokens come back each emulated second. */
export interface BucketSize {
  readonly burst: number;
  readonly perSecond: number;
}

export interface TokenBucket {
  /** Whether there is a token to take. */
  hasToken(): boolean;
  /** Takes one token; false when there is none. */
  take(): boolean;
}

export function createTokenBucket(clock: Clock, { burst, perSecond }: BucketSize): TokenBucket {
  let tokens = burst;
  let filledAt = clock.now();
  const hasToken = () => {
    const now = clock.now();
    tokens = Math.min(burst, tokens + ((now - filledAt) / 1_000) * perSecond);
    filledAt = now;
    return tokens >= 1;
  };
  return {
    hasToken,
    take() {
      if (!hasToken()) return false;
      tokens -= 1;
      return true;
    },
  };
}
