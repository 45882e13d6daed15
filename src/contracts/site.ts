/** Where a release happens. zod/mini: every function that Lambda starts loads this. */
import * as z from 'zod/mini';

export const Color = z.enum(['blue', 'green']);
export type Color = z.infer<typeof Color>;

export const Environment = z.strictObject({
  color: Color,
  namespace: z.string(),
  deployment: z.string(),
  targetGroup: z.string(),
});
export type Environment = z.infer<typeof Environment>;

/** The annotation of a Kubernetes Ingress from which the AWS Load Balancer Controller sets the weights of a rule. */
export const IngressAction = z.strictObject({
  cluster: z.string(),
  namespace: z.string(),
  ingress: z.string(),
  action: z.string(),
  /** Service name and port (number or name, as the annotation has it) by target group ARN. */
  services: z.record(z.string(), z.strictObject({ name: z.string(), port: z.string() })),
});
export type IngressAction = z.infer<typeof IngressAction>;

/** Who takes part in an A/B test: a rule before the main rule, and what a request must have to match it. */
export const CohortRule = z.strictObject({
  listenerRule: z.string(),
  match: z.union([
    z.strictObject({ header: z.string(), value: z.string() }),
    z.strictObject({ query: z.string(), value: z.string() }),
  ]),
});
export type CohortRule = z.infer<typeof CohortRule>;

/**
 * Where a release happens. Roles are fixed at admission: `stable` has the users, `candidate` gets them. Where versions are
 * replaced in place, both are the same environment.
 */
export const Site = z.strictObject({
  cluster: z.string(),
  container: z.string(),
  listenerRule: z.string(),
  stable: Environment,
  candidate: Environment,
  ingress: z.optional(IngressAction),
  cohort: z.optional(CohortRule),
});
export type Site = z.infer<typeof Site>;
