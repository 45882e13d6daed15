import type { LoadTotals } from '../load/messages.ts';

/** How the load feels right now. */
export interface Pulse {
  readonly requestsPerSecond: number;
  readonly failed: number;
}

const windowMs = 1_000;

/** Answers the rate over about the last second, from totals that only grow. */
export function createPulse(): (totals: LoadTotals, nowRealMs: number) => Pulse {
  const marks: { readonly at: number; readonly sent: number }[] = [];
  return ({ sent, failed }, now) => {
    marks.push({ at: now, sent });
    while (marks.length > 2 && now - (marks[1]?.at ?? now) >= windowMs) marks.shift();
    const [oldest] = marks;
    const elapsed = now - (oldest?.at ?? now);
    return {
      requestsPerSecond: elapsed === 0 ? 0 : Math.round(((sent - (oldest?.sent ?? 0)) / elapsed) * 1_000),
      failed,
    };
  };
}
