/** The steps of a plan and the ways back. zod/mini: every function that Lambda starts loads this. */
import * as z from 'zod/mini';
import { IngressAction } from './site.ts';

/** A feature flag's value as AppConfig keeps it: `enabled` and its attributes side by side. */
export const FlagValue = z.record(z.string(), z.unknown());
export type FlagValue = z.infer<typeof FlagValue>;

/** AppConfig ids (not names), looked up once at admission so that a rollback never has to. */
export const FlagHome = z.strictObject({
  application: z.string(),
  environment: z.string(),
  profile: z.string(),
  strategy: z.string(),
});
export type FlagHome = z.infer<typeof FlagHome>;

/** `before` is what users had at admission. */
export const FlagChange = z.strictObject({ key: z.string(), before: FlagValue, after: FlagValue });
export type FlagChange = z.infer<typeof FlagChange>;

export const SmokeCheck = z.strictObject({
  path: z.string(),
  status: z.int(),
  contains: z.optional(z.string()),
});
export type SmokeCheck = z.infer<typeof SmokeCheck>;

/** One step of a plan. The state machine is the interpreter of a list of these. */
export const Step = z.discriminatedUnion('kind', [
  /** `cohort`: the weights of the A/B rule; everybody's stay. */
  z.strictObject({ kind: z.literal('shift'), weight: z.int(), audience: z.optional(z.literal('cohort')) }),
  /** `inPlace`: the new version takes the place of the old one. `share`: so many percent of stable's pods at first, not all. */
  z.strictObject({ kind: z.literal('deploy'), inPlace: z.optional(z.boolean()), share: z.optional(z.int()) }),
  /** The candidate gets so many percent of the pods that stable has now, and stable keeps them. */
  z.strictObject({ kind: z.literal('scale'), share: z.int(), withinSeconds: z.int() }),
  /** Users get the maintenance answer, requests under way end, then the old version stops. */
  z.strictObject({
    kind: z.literal('stop'),
    retryAfterSeconds: z.int(),
    drainSeconds: z.int(),
    withinSeconds: z.int(),
  }),
  /** The schema is widened by the state machine `migration`; no way back takes that away again. */
  z.strictObject({ kind: z.literal('migrate'), database: z.string() }),
  z.strictObject({ kind: z.literal('awaitReady'), withinSeconds: z.int() }),
  z.strictObject({ kind: z.literal('smoke'), checks: z.array(SmokeCheck) }),
  z.strictObject({ kind: z.literal('flip'), home: FlagHome, changes: z.array(FlagChange) }),
  /** `cohort`: judged by the requests of the A/B rule's users. */
  z.strictObject({
    kind: z.literal('bake'),
    weight: z.int(),
    bakeSeconds: z.int(),
    audience: z.optional(z.literal('cohort')),
  }),
  /**
   * Before users of weight `weight` become `before` percent (0: before anything is deployed): waits for the calendar, for incidents
   * to end, and for a person where `approveWithinSeconds` is given.
   */
  z.strictObject({
    kind: z.literal('gate'),
    weight: z.int(),
    before: z.int(),
    approveWithinSeconds: z.optional(z.int()),
  }),
  /** The point of no return, then the end of that side: stable's unless said otherwise. */
  z.strictObject({
    kind: z.literal('retire'),
    drainSeconds: z.int(),
    side: z.optional(z.enum(['candidate', 'nobody'])),
  }),
]);
export type Step = z.infer<typeof Step>;
export type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** One way back, in this order. `instant` items need no cluster and go first; `cluster` items wait for the Kubernetes API. */
export const UndoItem = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('weights'),
    tier: z.enum(['instant', 'cluster']),
    listenerRule: z.string(),
    stable: z.string(),
    candidate: z.string(),
  }),
  z.strictObject({
    kind: z.literal('flags'),
    tier: z.literal('instant'),
    home: FlagHome,
    changes: z.array(FlagChange),
  }),
  z.strictObject({
    kind: z.literal('candidate'),
    tier: z.literal('cluster'),
    cluster: z.string(),
    namespace: z.string(),
    deployment: z.string(),
    keep: z.array(z.string()),
  }),
  /** Puts the former pod template back in place. `stopFirst`: the two versions must never run at once. */
  z.strictObject({
    kind: z.literal('version'),
    tier: z.literal('cluster'),
    cluster: z.string(),
    namespace: z.string(),
    deployment: z.string(),
    container: z.string(),
    image: z.string(),
    /** Name of the ReplicaSet that keeps the former template. */
    revision: z.string(),
    replicas: z.int(),
    stopFirst: z.boolean(),
    /** Not all pods of the former version were ready at admission: that they are now is not waited for. */
    broken: z.optional(z.boolean()),
  }),
  /** Gives stable's autoscaler its own floor back, where it still has ours. */
  z.strictObject({
    kind: z.literal('floor'),
    tier: z.literal('cluster'),
    cluster: z.string(),
    namespace: z.string(),
    deployment: z.string(),
    floor: z.int(),
  }),
  /** Gives everybody to stable in the Ingress too, or the controller would put the weights of the release back. */
  z.strictObject({
    kind: z.literal('action'),
    tier: z.literal('cluster'),
    listenerRule: z.string(),
    stable: z.string(),
    candidate: z.string(),
    ingress: IngressAction,
  }),
]);
export type UndoItem = z.infer<typeof UndoItem>;
export type UndoOf<K extends UndoItem['kind']> = Extract<UndoItem, { kind: K }>;
