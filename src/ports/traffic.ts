/** Shares of one listener rule, by target group ARN. Stickiness is always off where we write. */
export interface Split {
  readonly listenerRule: string;
  readonly weights: Readonly<Record<string, number>>;
}
export interface LiveSplit extends Split {
  readonly sticky: boolean;
}

/** The load balancer's rule. `set` replaces all weights in one call, so that repeating it is safe. */
export interface Traffic {
  /** Throws `RollbackActionRefused` when the load balancer says that this action can never be. */
  set(split: Split): Promise<void>;
  read(listenerRule: string): Promise<LiveSplit>;
}
