import type { TargetCount } from '../ports/targets.ts';

/**
 * Healthy targets that a share of users needs: as stable has for everybody, pro rata. A load balancer does not fail over from a
 * group whose targets are unhealthy, so a weight is never raised above what these can carry.
 */
export const targetsNeeded = (stable: TargetCount, weight: number): number =>
  weight === 0 ? 0 : Math.max(1, Math.ceil((stable.registered * weight) / 100));

/** Pods for a share of users, by what stable has for everybody: at least one. */
export const podsFor = (stableReplicas: number, share: number): number =>
  Math.max(1, Math.ceil((stableReplicas * share) / 100));
