/** Health of a target group's members as the load balancer sees it. */
export interface TargetCount {
  readonly healthy: number;
  readonly registered: number;
}
export interface Targets {
  count(targetGroup: string): Promise<TargetCount>;
}
