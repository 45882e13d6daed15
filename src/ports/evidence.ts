import type { AlarmReading, Baseline, Minute } from '../contracts/evidence.ts';

/** Two target groups of one rule's load balancer; in place they are the same. */
export interface Sides {
  readonly listenerRule: string;
  readonly stable: string;
  readonly candidate: string;
}

/** Spans are [from, to), ISO 8601. */
export interface Evidence {
  /** One reading for each name asked, `missing` where no such alarm exists. */
  alarms(names: readonly string[]): Promise<readonly AlarmReading[]>;
  /** Requests that a target group of the rule's load balancer got. */
  requests(listenerRule: string, targetGroup: string, from: string, to: string): Promise<number>;
  /** Every minute of both sides that has been published. In place, all of it is the candidate's, and stable's is null. */
  minutes(sides: Sides, slowAboveSeconds: readonly number[], from: string, to: string): Promise<readonly Minute[]>;
  /** What stable was like; null when it got no requests. Slow is what takes `unfeltSeconds` longer than its own percentiles. */
  baseline(
    listenerRule: string,
    targetGroup: string,
    from: string,
    to: string,
    unfeltSeconds: number,
  ): Promise<Baseline | null>;
  /** Requests and failed ones of these target groups together, over days. */
  spent(
    listenerRule: string,
    targetGroups: readonly string[],
    from: string,
    to: string,
  ): Promise<{ readonly requests: number; readonly errors: number }>;
}
