/** A release as the ledger keeps it. zod/mini: every function that Lambda starts loads this. */
import * as z from 'zod/mini';
import { Queued } from './request.ts';

/** Which release: the service and its fencing number. All that a doer needs to find the rest in the ledger. */
export const ReleaseRef = z.strictObject({ service: z.string(), epoch: z.int() });
export type ReleaseRef = z.infer<typeof ReleaseRef>;

export const Status = z.enum(['free', 'active', 'retiring', 'aborting', 'settling', 'quarantined']);
export type Status = z.infer<typeof Status>;

export const Color = z.enum(['blue', 'green']);
export type Color = z.infer<typeof Color>;

export const Environment = z.strictObject({ color: Color, namespace: z.string(), targetGroup: z.string() });
export type Environment = z.infer<typeof Environment>;

/** Where a release happens. Roles are fixed at admission: `stable` has the users, `candidate` gets them. */
export const Site = z.strictObject({
  cluster: z.string(),
  deployment: z.string(),
  container: z.string(),
  listenerRule: z.string(),
  stable: Environment,
  candidate: Environment,
});
export type Site = z.infer<typeof Site>;

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
  z.strictObject({ kind: z.literal('shift'), weight: z.int() }),
  z.strictObject({ kind: z.literal('deploy') }),
  z.strictObject({ kind: z.literal('awaitReady'), withinSeconds: z.int() }),
  z.strictObject({ kind: z.literal('smoke'), checks: z.array(SmokeCheck) }),
  z.strictObject({ kind: z.literal('flip'), home: FlagHome, changes: z.array(FlagChange) }),
  z.strictObject({ kind: z.literal('bake'), weight: z.int(), bakeSeconds: z.int() }),
  z.strictObject({ kind: z.literal('retire'), drainSeconds: z.int() }),
]);
export type Step = z.infer<typeof Step>;
export type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** One way back. `instant` items need no cluster and go first; `cluster` items need the Kubernetes API. */
export const UndoItem = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('weights'),
    tier: z.literal('instant'),
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
]);
export type UndoItem = z.infer<typeof UndoItem>;
export type UndoOf<K extends UndoItem['kind']> = Extract<UndoItem, { kind: K }>;

/** What runs: the version as people say it and the digest that Kubernetes pulls. */
export const Version = z.strictObject({ version: z.string(), digest: z.string() });
export type Version = z.infer<typeof Version>;

/** Pods that stable has at admission, and the HPA floor to give back afterwards (null: no HPA). */
export const Capacity = z.strictObject({ replicas: z.int(), floor: z.nullable(z.int()) });
export type Capacity = z.infer<typeof Capacity>;

/** All of a release that never changes after admission. */
export const Release = z.strictObject({
  strategy: z.enum(['blue-green']),
  from: Version,
  to: Version,
  image: z.string(),
  site: Site,
  capacity: Capacity,
  plan: z.array(Step),
  undo: z.array(UndoItem),
  minimumRequests: z.int(),
  patienceSeconds: z.int(),
  keep: z.array(z.string()),
  /** How many releases in a row were superseded before this one. */
  inARow: z.optional(z.int()),
  /** A fallback or a hotfix: no newer push supersedes it. */
  urgent: z.optional(z.boolean()),
});
export type Release = z.infer<typeof Release>;

export const Outcome = z.enum(['released', 'rolledBack', 'quarantined', 'refused']);
export type Outcome = z.infer<typeof Outcome>;

/** `usersOn` is where users must be when the release was quarantined. */
export const Conclusion = z.strictObject({
  outcome: Outcome,
  because: z.string(),
  at: z.string(),
  usersOn: z.optional(z.enum(['stable', 'candidate'])),
});
export type Conclusion = z.infer<typeof Conclusion>;

/** The ledger's one item per service: lock, fencing number, plan and undo, written in one conditional write. */
export const ReleaseRecord = z.strictObject({
  service: z.string(),
  epoch: z.int(),
  status: Status,
  /** Name of the execution that holds the lock. */
  holder: z.string(),
  /** ISO 8601. Alarms older than this are not about this release. */
  admittedAt: z.string(),
  /** Names of the alarms that guard this release. */
  guards: z.array(z.string()),
  release: Release,
  /** Why the release was aborted; the first cause stays. */
  abortedBecause: z.optional(z.string()),
  conclusion: z.optional(Conclusion),
  /** The newer version that this release made way for. */
  supersededBy: z.optional(z.string()),
  /** Why an operator ended the bakes of this release; alarms still roll it back. */
  promotedBecause: z.optional(z.string()),
  /** Why an operator ended the quarantine of this release. */
  unlockedBecause: z.optional(z.string()),
  /** What is released next. */
  queued: z.optional(Queued),
  /** Digests that were rolled back: only a person starts them again. */
  withdrawn: z.optional(z.array(z.string())),
});
export type ReleaseRecord = z.infer<typeof ReleaseRecord>;
