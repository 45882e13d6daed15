/** What to do now: send so many, give up on so many that can no longer be sent in time, and come back after `waitMs`. */
export interface Turn {
  readonly send: number;
  readonly unsent: number;
  readonly waitMs: number;
}

export interface Pacer {
  /** `nowMs` never falls; `room` is how many more requests may be in flight. */
  next(nowMs: number, room: number): Turn;
}

/** Requests that are late by more than this are given up: sending them would be a burst that no user makes. */
const longestDelayMs = 1_000;

/**
 * An even open-loop rate: request n is due at n / rate, whatever became of those before it. After a stall it catches up
 * at twice the rate instead of all at once.
 */
export function createPacer(requestsPerSecond: number, startMs: number): Pacer {
  const intervalMs = 1_000 / requestsPerSecond;
  const mostPerTurn = Math.max(1, Math.ceil(requestsPerSecond / 500));
  const mostWaiting = Math.ceil(longestDelayMs / intervalMs);
  let issued = 0;

  return {
    next(nowMs, room) {
      const waiting = Math.max(0, Math.floor((nowMs - startMs) / intervalMs) + 1 - issued);
      const late = Math.max(0, waiting - mostWaiting);
      const wanted = Math.min(waiting - late, mostPerTurn);
      const send = Math.min(wanted, room);
      const unsent = late + wanted - send;
      issued += send + unsent;
      const dueMs = startMs + issued * intervalMs;
      const waitMs = waiting > send + unsent ? intervalMs / 2 : dueMs - nowMs;
      return { send, unsent, waitMs: Math.max(0, waitMs) };
    },
  };
}
