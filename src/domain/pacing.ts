/**
 * ELB takes 20 mutating calls at once and 3 a second from a whole account, shared with everybody in it. Forward writes keep
 * to these smaller numbers together, so that a rollback, which asks nobody, always finds budget.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
 */
export const forwardBurst = 8;
export const forwardWritesPerSecond = 1;

/** Tokens that were left at an instant (ISO 8601). They come back with time. */
export interface Bucket {
  readonly tokens: number;
  readonly at: string;
}

/** One token taken, with what is left, or so many seconds to wait for one. */
export type Draw = { readonly left: Bucket } | { readonly waitSeconds: number };

/** Callers tell the time at which their state was entered, which may be minutes ago; an instant further ahead is nonsense. */
const tolerableSeconds = 3600;

const isUsable = ({ tokens, at }: Bucket, nowMs: number): boolean =>
  Number.isFinite(tokens) && Date.parse(at) <= nowMs + 1000 * tolerableSeconds;

/** A bucket of a caller whose time is ahead is asked again once a minute, not once a second: each look costs history. */
const waitFor = (seconds: number): number => Math.min(60, Math.max(1, Math.ceil(seconds)));

/** Draws one token. An unknown or unusable bucket is a full one. Time that runs backwards refills nothing. */
export const drawFrom = (bucket: Bucket | undefined, now: string): Draw => {
  const nowMs = Date.parse(now);
  const known = bucket !== undefined && isUsable(bucket, nowMs) ? bucket : { tokens: forwardBurst, at: now };
  const fromMs = Date.parse(known.at);
  const refill = (Math.max(0, nowMs - fromMs) / 1000) * forwardWritesPerSecond;
  const tokens = Math.min(forwardBurst, known.tokens + refill);
  if (tokens < 1)
    return { waitSeconds: waitFor((1 - tokens) / forwardWritesPerSecond + Math.max(0, fromMs - nowMs) / 1000) };
  return { left: { tokens: tokens - 1, at: new Date(Math.max(nowMs, fromMs)).toISOString() } };
};
