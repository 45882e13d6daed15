/** The account-wide budget of the load balancer for forward writes, of which a rollback needs nothing. */
export interface Pacing {
  /** Takes one write out of the budget: 0 when it was taken, else so many seconds to wait. `now` is ISO 8601. */
  take(now: string): Promise<number>;
}
