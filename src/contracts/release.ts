/** A release as the ledger keeps it. zod/mini: every function that Lambda starts loads this. */
import * as z from 'zod/mini';
import { Step, UndoItem } from './plan.ts';
import { Queued, StartedBy } from './request.ts';
import { Site } from './site.ts';
import { strategyNames } from './strategy-names.ts';
import { Answer, Terms } from './verdict.ts';

/** Which release: the service and its fencing number. All that a doer needs to find the rest in the ledger. */
export const ReleaseRef = z.strictObject({ service: z.string(), epoch: z.int() });
export type ReleaseRef = z.infer<typeof ReleaseRef>;

export const Status = z.enum(['free', 'active', 'retiring', 'aborting', 'settling', 'quarantined']);
export type Status = z.infer<typeof Status>;

/** What runs: the version as people say it and the digest that Kubernetes pulls. */
export const Version = z.strictObject({ version: z.string(), digest: z.string() });
export type Version = z.infer<typeof Version>;

/** Pods that stable has at admission, the HPA floor to give back afterwards (null: no HPA), and its ReplicaSet. */
export const Capacity = z.strictObject({
  replicas: z.int(),
  floor: z.nullable(z.int()),
  revision: z.optional(z.string()),
  /** Not all of these pods were ready: who goes back does not wait for more than there was. */
  broken: z.optional(z.boolean()),
});
export type Capacity = z.infer<typeof Capacity>;

/** Rendered manifests as admission saw them; other content under the same key is not deployed. */
export const ManifestReference = z.strictObject({ bucket: z.string(), key: z.string(), sha256: z.string() });
export type ManifestReference = z.infer<typeof ManifestReference>;

/** All of a release that never changes after admission. */
export const Release = z.strictObject({
  strategy: z.enum(strategyNames),
  /** The part of the version number that changes, and in which direction: why this strategy. */
  chosenBecause: z.optional(z.string()),
  from: Version,
  to: Version,
  image: z.string(),
  site: Site,
  capacity: Capacity,
  plan: z.array(Step),
  undo: z.array(UndoItem),
  minimumRequests: z.int(),
  patienceSeconds: z.int(),
  /** Absent in releases that an older Tidegate admitted. */
  terms: z.optional(Terms),
  keep: z.array(z.string()),
  /** How many releases in a row were superseded before this one. */
  inARow: z.optional(z.int()),
  /** What started it; absent when a person did. */
  startedBy: z.optional(StartedBy),
  /** A fallback or a hotfix: no newer push supersedes it. */
  urgent: z.optional(z.boolean()),
  manifest: z.optional(ManifestReference),
  /** What of the manifests is not ours to touch, as sentences. */
  untouched: z.optional(z.array(z.string())),
  /** What the preflight warned of, as sentences. */
  warnings: z.optional(z.array(z.string())),
  /** How long users get the maintenance answer, as far as can be told beforehand. */
  downtimeSeconds: z.optional(z.int()),
});
export type Release = z.infer<typeof Release>;

/** `withdrawn`: an experiment that ended as planned, with everybody on stable. */
export const Outcome = z.enum(['released', 'withdrawn', 'rolledBack', 'quarantined', 'refused']);
export type Outcome = z.infer<typeof Outcome>;

/** `usersOn` is where users must be when the release was quarantined. */
export const Conclusion = z.strictObject({
  outcome: Outcome,
  because: z.string(),
  at: z.string(),
  usersOn: z.optional(z.enum(['stable', 'candidate'])),
});
export type Conclusion = z.infer<typeof Conclusion>;

/**
 * What an abort blames: only the version's own fault counts against automatic releases. `trouble`: an execution that died, or
 * calls that failed.
 */
export const Blame = z.enum(['version', 'patience', 'person', 'newer', 'trouble']);
export type Blame = z.infer<typeof Blame>;

/** A question that waits for a person, and the task token that wakes the machine. */
export const Asked = z.strictObject({
  question: z.string(),
  because: z.string(),
  token: z.string(),
  /** ISO 8601: when it was asked first. */
  since: z.string(),
});
export type Asked = z.infer<typeof Asked>;

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
  /** The first abort's, but what an alarm fired at was the version's fault. Absent where an older Tidegate aborted. */
  blame: z.optional(Blame),
  conclusion: z.optional(Conclusion),
  /** The newer version that this release made way for. */
  supersededBy: z.optional(z.string()),
  /** Why an operator ended the bakes of this release; alarms still roll it back. */
  promotedBecause: z.optional(z.string()),
  /** Why an operator ended the quarantine of this release. */
  unlockedBecause: z.optional(z.string()),
  asked: z.optional(Asked),
  /** What people said; the first answer to a question stays. */
  answers: z.optional(z.array(Answer)),
  /** What is released next, in this order: at most one request of each rank. */
  queue: z.optional(z.array(Queued)),
  /** Digests that were rolled back: only a person starts them again. */
  withdrawn: z.optional(z.array(z.string())),
});
export type ReleaseRecord = z.infer<typeof ReleaseRecord>;
