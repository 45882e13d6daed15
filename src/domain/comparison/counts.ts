/** One side of one minute, as the load balancer counted it. `slow[i]`: requests slower than `slowAboveSeconds[i]` of the baseline; empty when latency is unknown. */
export interface Counts {
  readonly requests: number;
  readonly errors: number;
  readonly slow: readonly number[];
}

/** One minute of both sides. `null`: no data point for that side, which is not zero. */
export interface Minute {
  /** ISO 8601 instant at which the minute began. */
  readonly at: string;
  readonly stable: Counts | null;
  readonly candidate: Counts | null;
  /** True when everybody was on the candidate, so that there was no stable to compare with. */
  readonly alone: boolean;
}

/** Stable before the shift; its slow counts are over its own quantiles (p50, p90, p99), each with what nobody feels on top. */
export interface Baseline extends Counts {
  readonly slowAboveSeconds: readonly number[];
}

/** How much worse a version must never be and pass, in percentage points: of errors, and of requests slower than stable's own quantiles. */
export interface Tolerance {
  readonly errorsWorseBy: number;
  readonly slowerBy: number;
  /** So long after its share of users grew, how slow the candidate is says nothing. */
  readonly warmUpSeconds?: number | undefined;
}

/** How many of `requests` had the event that is compared. */
export interface Tally {
  readonly requests: number;
  readonly events: number;
}

export const noTally: Tally = { requests: 0, events: 0 };

export const plus = (one: Tally, other: Tally): Tally => ({
  requests: one.requests + other.requests,
  events: one.events + other.events,
});
