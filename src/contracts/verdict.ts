/** What a look is judged by and what came of it. Everything that a verdict depends on is in its inquiry. */
import * as z from 'zod/mini';
import { Baseline, HealthEvidence } from './evidence.ts';
import { Calendar } from './gates.ts';
import { Step } from './plan.ts';

/** What a release is judged by; written at admission. */
export const Terms = z.strictObject({
  /** What follows when a step was held for longer than the patience: that is no verdict on the version. */
  inconclusive: z.enum(['ask', 'advance', 'rollBack']),
  /** So long a question waits for a person. */
  askSeconds: z.int(),
  /** Points: a candidate with so much more errors must never pass. */
  errorsWorseBy: z.number(),
  /** Points: so many more slow requests are still no reason to go back. */
  slowerBy: z.number(),
  /** So long after its share grew a candidate may be slow. Absent in releases that an older Tidegate admitted: a minute. */
  warmUpSeconds: z.optional(z.int()),
  baseline: z.nullable(Baseline),
  /** Errors that the release may cost beyond those that stable has as well. */
  errorsAllowed: z.optional(z.number()),
  /** Without: always open, nothing is frozen. */
  calendar: z.optional(Calendar),
  /** While one of these alarms fires, steps forward wait. */
  incidents: z.array(z.string()),
});
export type Terms = z.infer<typeof Terms>;

/** What a person said to a question. */
export const Answer = z.strictObject({
  question: z.string(),
  said: z.enum(['yes', 'no']),
  by: z.string(),
  because: z.optional(z.string()),
  at: z.string(),
});
export type Answer = z.infer<typeof Answer>;

/** Everything that a verdict depends on. */
export const Inquiry = z.strictObject({
  step: Step,
  startedAt: z.string(),
  now: z.string(),
  minimumRequests: z.int(),
  patienceSeconds: z.int(),
  /** Absent in releases that an older Tidegate admitted: those are judged by alarms and targets alone. */
  terms: z.optional(Terms),
  /** True when old and new share one target group: then requests of before are no measure. */
  inPlace: z.boolean(),
  /** True when users got a maintenance answer before. */
  wasClosed: z.boolean(),
  /** Why an operator ended the bakes, if one did. */
  promotedBecause: z.nullable(z.string()),
  answers: z.array(Answer),
  evidence: HealthEvidence,
});
export type Inquiry = z.infer<typeof Inquiry>;

/** What the evidence means. `because` is a sentence for people. */
export const Verdict = z.discriminatedUnion('kind', [
  /** `inconclusive`: the patience ended without a verdict on the version, and the policy says to go on. */
  z.strictObject({ kind: z.literal('advance'), because: z.string(), inconclusive: z.optional(z.literal(true)) }),
  z.strictObject({ kind: z.literal('hold'), because: z.string(), lookAgainSeconds: z.int() }),
  /** A source did not answer. */
  z.strictObject({ kind: z.literal('couldNotLook'), because: z.string(), lookAgainSeconds: z.int() }),
  /** Waits for a person's word; looked at again all the same. */
  z.strictObject({
    kind: z.literal('ask'),
    because: z.string(),
    question: z.string(),
    lookAgainSeconds: z.int(),
  }),
  z.strictObject({ kind: z.literal('rollBack'), because: z.string(), inconclusive: z.optional(z.literal(true)) }),
]);
export type Verdict = z.infer<typeof Verdict>;
