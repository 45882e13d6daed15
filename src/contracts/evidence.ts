/** What JudgeHealth sees in one look. zod/mini: it is kept with the verdict, and read again to explain it. */
import * as z from 'zod/mini';

/** A source that could not be asked, and why: neither a zero nor an exception. */
export const Unseen = z.strictObject({ unseen: z.string() });
export type Unseen = z.infer<typeof Unseen>;

/** An alarm as it stands now. `noticeSeconds` is period × evaluations; null for composite alarms. */
export const AlarmReading = z.strictObject({
  alarm: z.string(),
  state: z.enum(['ok', 'firing', 'silent', 'missing']),
  noticeSeconds: z.nullable(z.number()),
});
export type AlarmReading = z.infer<typeof AlarmReading>;

/** Health of a target group's members as the load balancer sees it. */
export const TargetCount = z.strictObject({
  healthy: z.number(),
  registered: z.number(),
  /** Those that nobody checks, because no rule leads to the group: while users get a maintenance answer. Absent when none. */
  unused: z.optional(z.number()),
  /** Those whose first health checks are not over. Absent when none. */
  initial: z.optional(z.number()),
});
export type TargetCount = z.infer<typeof TargetCount>;

/** A pod of the candidate whose containers ended since the release began: how often, when last (ISO 8601) and how. */
export const RestartedPod = z.strictObject({
  pod: z.string(),
  restarts: z.number(),
  lastAt: z.nullable(z.string()),
  how: z.string(),
});
export type RestartedPod = z.infer<typeof RestartedPod>;

/** The candidate's pods. `unready`: those that run, on a node that is there, and do not pass their readiness probe. */
export const PodsHealth = z.strictObject({
  wanted: z.number(),
  ready: z.number(),
  unready: z.array(z.string()),
  restarted: z.array(RestartedPod),
  /** Why a pod can never get ready, as a sentence. */
  stuck: z.nullable(z.string()),
});
export type PodsHealth = z.infer<typeof PodsHealth>;

/** Requests of one side. `slow[i]` are those slower than the baseline's `slowAboveSeconds[i]`; empty when nobody knows. */
export const Counts = z.strictObject({
  requests: z.number(),
  errors: z.number(),
  slow: z.array(z.number()),
  /** Those of the errors that got no answer at all from their target. Absent when none. */
  unanswered: z.optional(z.number()),
  /** Those sent to unhealthy targets, because too few were healthy. No errors by themselves. Absent when none. */
  failedOpen: z.optional(z.number()),
});
export type Counts = z.infer<typeof Counts>;

/** One minute (ISO 8601, its begin) of both sides. null: no data point, which is not zero. */
export const Minute = z.strictObject({ at: z.string(), stable: z.nullable(Counts), candidate: z.nullable(Counts) });
export type Minute = z.infer<typeof Minute>;

/** Stable before the release; `slow` counts what was slower than its own p50, p90 and p99. */
export const Baseline = z.strictObject({
  requests: z.number(),
  errors: z.number(),
  slow: z.array(z.number()),
  slowAboveSeconds: z.array(z.number()),
});
export type Baseline = z.infer<typeof Baseline>;

const seen = <T extends z.ZodMiniType>(schema: T) => z.union([schema, Unseen]);

/**
 * One look. `requests` are the candidate's in this step; `minutes` are since the release began. Where nobody is on the candidate
 * yet, nobody asks how it fares.
 */
export const HealthEvidence = z.strictObject({
  alarms: seen(z.array(AlarmReading)),
  incidents: seen(z.array(AlarmReading)),
  /** True when the live weights are those that we set. */
  weightsAgree: seen(z.boolean()),
  targets: z.optional(seen(z.strictObject({ stable: TargetCount, candidate: TargetCount }))),
  pods: z.optional(seen(PodsHealth)),
  traffic: z.optional(seen(z.strictObject({ requests: z.number(), minutes: z.array(Minute) }))),
});
export type HealthEvidence = z.infer<typeof HealthEvidence>;
