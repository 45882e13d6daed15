/** What the state machine `release` says to each function and what it gets back. */
import * as z from 'zod/mini';
import { Step } from './plan.ts';
import { Outcome, ReleaseRef } from './release.ts';
import { Answer } from './verdict.ts';

/** `request` is checked inside, so that bad input ends as a refusal with a sentence. `now` is the state's entered time. */
export const AdmitReleaseInput = z.strictObject({
  request: z.unknown(),
  execution: z.string(),
  /** When the execution was started, also of one that was redriven since. */
  executionStartedAt: z.iso.datetime(),
  /** How often the execution was redriven. */
  redrives: z.int(),
  now: z.iso.datetime(),
});
export type AdmitReleaseInput = z.infer<typeof AdmitReleaseInput>;

export type Admission =
  | {
      readonly kind: 'admitted';
      readonly release: ReleaseRef;
      readonly plan: readonly Step[];
      readonly because: string;
    }
  | { readonly kind: 'queued' | 'refused'; readonly because: string }
  /** Nothing is locked while it waits: it is admitted, or not, when it asks again. */
  | { readonly kind: 'waits'; readonly because: string; readonly lookAgainSeconds: number };

/** One turn of a doer or judge: whose release, which step, since when, and what time it is. */
export const Turn = z.strictObject({
  release: ReleaseRef,
  step: Step,
  startedAt: z.iso.datetime(),
  now: z.iso.datetime(),
});
export type Turn = z.infer<typeof Turn>;

/** The turn of AwaitApproval: what is asked, and the token that wakes the machine. */
export const ApprovalTurn = z.strictObject({
  ...Turn.shape,
  question: z.string(),
  because: z.string(),
  token: z.string(),
});
export type ApprovalTurn = z.infer<typeof ApprovalTurn>;

/** The machine's own undo turn. `error` is Step Functions' error output when a state failed, else empty. */
export const UndoTurn = z.strictObject({
  release: ReleaseRef,
  because: z.string(),
  /** True when the patience ended without a verdict on the version. */
  inconclusive: z.optional(z.boolean()),
  error: z.strictObject({ Error: z.optional(z.string()), Cause: z.optional(z.string()) }),
});
export type UndoTurn = z.infer<typeof UndoTurn>;

/** The machine's turn in the cluster, after RollBack. `startedAt` is when users were sent back. */
export const RestoreTurn = z.strictObject({ release: ReleaseRef, startedAt: z.iso.datetime(), now: z.iso.datetime() });
export type RestoreTurn = z.infer<typeof RestoreTurn>;

/** roll-back's own turn, where versions take each other's place: it does not wait for the machine. */
export const RestoreAtOnce = z.strictObject({ release: ReleaseRef, atOnce: z.literal(true) });
export type RestoreAtOnce = z.infer<typeof RestoreAtOnce>;

/** A person sends users back: the function roll-back, invoked by hand or by `tidegate abort`. */
export const OperatorAbort = z.strictObject({ abort: z.string(), reason: z.string().check(z.minLength(1)) });
export type OperatorAbort = z.infer<typeof OperatorAbort>;

/** A person's word, by the function answer-approval or the CLI. With `question`, only if that is what is asked. */
export const ApprovalWord = z.strictObject({
  service: z.string(),
  said: Answer.shape.said,
  by: z.string().check(z.minLength(1), z.maxLength(256)),
  because: z.optional(z.string().check(z.maxLength(1024))),
  question: z.optional(z.string()),
  /** To what the migration of this database asks, not to what the release does. */
  database: z.optional(z.string()),
});
export type ApprovalWord = z.infer<typeof ApprovalWord>;

/** What a RollBack turn found: undone, already past the point of no return, or not ours any more. */
export type Undone = { readonly state: 'undone' | 'pastReturn' | 'stale' };

export const ConcludeInput = z.strictObject({
  release: ReleaseRef,
  as: z.enum(['released', 'rolledBack', 'refused', 'unproven']),
  because: z.string(),
  now: z.iso.datetime(),
});
export type ConcludeInput = z.infer<typeof ConcludeInput>;

export const Concluded = z.strictObject({ outcome: z.union([Outcome, z.literal('stale')]), because: z.string() });
export type Concluded = z.infer<typeof Concluded>;

/** Input of a recovery execution, which enters at RollBack. `retire` is where it goes on when the point of no return is past. */
export const RecoverRequest = z.strictObject({ recover: ReleaseRef, because: z.string(), retire: Step });
export type RecoverRequest = z.infer<typeof RecoverRequest>;
