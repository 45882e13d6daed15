/** What the zero-downtime preflight finds. zod/mini: findings are kept in the release record. */
import * as z from 'zod/mini';

/** The name of every finding, in the order in which they are told. Policies accept findings by these names. */
export const findingIds = [
  'readiness-probe-missing',
  'readiness-probe-slow',
  'pre-stop-missing',
  'pre-stop-short',
  'grace-too-short',
  'grace-shorter-than-drain',
  'deployment-paused',
  'strategy-recreate',
  'rollout-stops-all-pods',
  'rollout-stops-many-pods',
  'available-too-early',
  'single-replica',
  'one-node',
  'one-zone',
  'spread-missing',
  'budget-missing',
  'budget-blocks',
  'budget-empty',
  'autoscaler-missing',
  'autoscaler-floor',
  'autoscaler-ceiling',
  'service-missing',
  'service-differs',
  'port-unresolved',
  'slot-label-missing',
  'binding-missing',
  'readiness-gate-missing',
  'target-group-missing',
  'target-group-detached',
  'target-group-elsewhere',
  'target-type',
  'target-protocol',
  'target-groups-differ',
  'target-quota',
  'health-check-slow',
  'target-group-sticky',
  'rule-sticky',
  'rule-owned-by-controller',
  'drain-too-short',
  'capacity-short',
  'quota-short',
  'inside-callers',
  'works-at-weight-zero',
  'cron-jobs',
  'pod-identity-missing',
  'role-trust-per-namespace',
  'argo-cd-reverts',
  'flux-reverts',
  'could-not-look',
] as const;
export const FindingId = z.enum(findingIds);
export type FindingId = z.infer<typeof FindingId>;

export const Severity = z.enum(['error', 'warning']);
export type Severity = z.infer<typeof Severity>;

/** One thing that costs requests, or would make the release fail: what it is, why it matters, how to put it right. */
export const Finding = z.strictObject({
  id: FindingId,
  /** An error refuses a release; a warning is told with it. */
  severity: Severity,
  /** The object, such as `Deployment orders-blue/orders`. */
  where: z.string(),
  what: z.string(),
  /** Why it costs requests. */
  why: z.string(),
  /** The command or the lines of configuration that put it right. */
  patch: z.string(),
  /** Why the policy accepts it: then it refuses nothing. */
  acceptedBecause: z.optional(z.string()),
});
export type Finding = z.infer<typeof Finding>;

/**
 * How releases of a service are done, several when its policy has several. `beside`: the new version comes up beside the old one,
 * `slots`: both in one namespace; `inPlace`: pods are replaced under the same Deployment; `downtime`: the old version stops first.
 */
export interface Ways {
  readonly inPlace: boolean;
  readonly beside: boolean;
  readonly slots: boolean;
  readonly downtime: boolean;
}
