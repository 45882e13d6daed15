import type { TargetCount } from '../contracts/evidence.ts';

/**
 * Healthy targets that a share of users needs: as stable has for everybody, pro rata. A load balancer does not fail over from a
 * group whose targets are unhealthy, so a weight is never raised above what these can carry.
 */
export const targetsNeeded = (stable: TargetCount, weight: number): number =>
  weight === 0 ? 0 : Math.max(1, Math.ceil((stable.registered * weight) / 100));

/** One pod may be killed, or its node lost, and its users must find another. */
const spared = 2;

/** Pods for a share of users, by what stable has for everybody: never a single one, unless stable itself has no more. */
export const podsFor = (stableReplicas: number, share: number): number =>
  Math.max(1, Math.min(spared, stableReplicas), Math.ceil((stableReplicas * share) / 100));
