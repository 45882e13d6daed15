import type { TargetHealthReasonEnum } from '@aws-sdk/client-elastic-load-balancing-v2';

/** What DescribeTargetHealth says of a target, and the consecutive results that led there. */
export interface TargetHealth {
  readonly state: 'unused' | 'initial' | 'healthy' | 'unhealthy' | 'draining';
  readonly reason?: TargetHealthReasonEnum;
  readonly description?: string;
  readonly consecutivePasses: number;
  readonly consecutiveFailures: number;
}

/** A registered address. Only a `routed` target can get new requests: the flag follows registration after the propagation delay. */
export interface Target {
  readonly address: string;
  readonly port: number;
  health: TargetHealth;
  routed: boolean;
  readonly inFlight: Set<InFlight>;
  /** Ends what is scheduled for this target: its next health check, the end of its draining. */
  cancel: () => void;
}

/** A request that a target works on. Its age is in the target's own time: real for a process, emulated for a program. */
export interface InFlight {
  ageMs(): number;
  cut(): void;
}

/** The outcome of one health check, as DescribeTargetHealth words a failure. */
export type CheckResult =
  | { readonly passed: true }
  | { readonly passed: false; readonly reason: TargetHealthReasonEnum; readonly description: string };

/** The states a target is put in, rather than earns by health checks. */
export const unusedHealth: TargetHealth = fresh(
  'unused',
  'Target.NotInUse',
  'Target group is not configured to receive traffic from the load balancer',
);
export const registeringHealth = fresh('initial', 'Elb.RegistrationInProgress', 'Target registration is in progress');
export const initialHealth = fresh('initial', 'Elb.InitialHealthChecking', 'Initial health checks in progress');
export const drainingHealth = fresh(
  'draining',
  'Target.DeregistrationInProgress',
  'Target deregistration is in progress',
);

function fresh(state: TargetHealth['state'], reason: TargetHealthReasonEnum, description: string): TargetHealth {
  return { state, reason, description, consecutivePasses: 0, consecutiveFailures: 0 };
}

/** The key of a target in its group. */
export function targetKey(address: string, port: number): string {
  return `${address}:${port}`;
}

/** The health after one more check. The first pass makes a new target healthy, whatever the healthy threshold says. */
export function afterCheck(
  health: TargetHealth,
  result: CheckResult,
  thresholds: { readonly healthy: number; readonly unhealthy: number },
): TargetHealth {
  return result.passed ? afterPass(health, thresholds.healthy) : afterFailure(health, result, thresholds.unhealthy);
}

function afterPass(health: TargetHealth, threshold: number): TargetHealth {
  const counts = { consecutivePasses: health.consecutivePasses + 1, consecutiveFailures: 0 };
  const recovered = health.state !== 'unhealthy' || counts.consecutivePasses >= threshold;
  return recovered ? { state: 'healthy', ...counts } : { ...health, ...counts };
}

function afterFailure(
  health: TargetHealth,
  { reason, description }: Extract<CheckResult, { passed: false }>,
  threshold: number,
): TargetHealth {
  const counts = { consecutivePasses: 0, consecutiveFailures: health.consecutiveFailures + 1 };
  const failed = health.state === 'unhealthy' || counts.consecutiveFailures >= threshold;
  return failed ? { state: 'unhealthy', reason, description, ...counts } : { ...health, ...counts };
}
