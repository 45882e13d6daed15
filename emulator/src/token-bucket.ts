import type { Clock } from './clock.ts';

/** A bucket that holds `burst` tokens at first and at most, and gets `perSecond` back each emulated second. */
export interface TokenBucket {
  /** Takes one token; false when there is none. */
  take(): boolean;
}

export function createTokenBucket(clock: Clock, burst: number, perSecond: number): TokenBucket {
  let tokens = burst;
  let filledAt = clock.now();
  return {
    take() {
      const now = clock.now();
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1_000) * perSecond);
      filledAt = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
