/** What the state machine `release` says to each function and what it gets back. */
import * as z from 'zod/mini';
import { Outcome, ReleaseRef, Step } from './release.ts';

const serviceName = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/, 'not a service name'));

/** What starts a release: the execution's input, also when typed into the console. */
export const ReleaseRequest = z.strictObject({
  service: serviceName,
  tag: z.string().check(z.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'not an image tag')),
  /** Set by an image push: the digest that the tag had then. */
  digest: z.optional(z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/, 'not an image digest'))),
  reason: z.optional(z.string().check(z.maxLength(256))),
});
export type ReleaseRequest = z.infer<typeof ReleaseRequest>;

/** `request` is checked inside, so that bad input ends as a refusal with a sentence. `now` is the state's entered time. */
export const AdmitReleaseInput = z.strictObject({ request: z.unknown(), execution: z.string(), now: z.iso.datetime() });
export type AdmitReleaseInput = z.infer<typeof AdmitReleaseInput>;

export type Admission =
  | {
      readonly kind: 'admitted';
      readonly release: ReleaseRef;
      readonly plan: readonly Step[];
      readonly because: string;
    }
  | { readonly kind: 'refused'; readonly because: string };

/** One turn of a doer or judge: whose release, which step, since when, and what time it is. */
export const Turn = z.strictObject({
  release: ReleaseRef,
  step: Step,
  startedAt: z.iso.datetime(),
  now: z.iso.datetime(),
});
export type Turn = z.infer<typeof Turn>;

/** What the evidence means. `because` is a sentence for people. */
export type Verdict =
  | { readonly kind: 'advance'; readonly because: string }
  | { readonly kind: 'hold'; readonly because: string; readonly lookAgainSeconds: number }
  | { readonly kind: 'rollBack'; readonly because: string };

/** The machine's own undo turn. `error` is Step Functions' error output when a state failed, else empty. */
export const UndoTurn = z.strictObject({
  release: ReleaseRef,
  because: z.string(),
  error: z.strictObject({ Error: z.optional(z.string()), Cause: z.optional(z.string()) }),
});
export type UndoTurn = z.infer<typeof UndoTurn>;

/** The machine's turn in the cluster, after RollBack. `startedAt` is when users were sent back. */
export const RestoreTurn = z.strictObject({ release: ReleaseRef, startedAt: z.iso.datetime(), now: z.iso.datetime() });
export type RestoreTurn = z.infer<typeof RestoreTurn>;

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
