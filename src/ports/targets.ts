/** Health of a target group's members as the load balancer sees it. */
export interface TargetCount {
  readonly healthy: number;
  readonly registered: number;
  /** Those that nobody checks, because no rule leads to the group: while users get a maintenance answer. Absent when none. */
  readonly unused?: number;
  /** Those whose first health checks are not over. Absent when none. */
  readonly initial?: number;
}
export interface Targets {
  count(targetGroup: string): Promise<TargetCount>;
}
