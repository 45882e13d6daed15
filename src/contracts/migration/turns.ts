/** What the state machine `migration` says to each function and what it gets back. */
import * as z from 'zod/mini';
import { ReleaseRef } from '../release.ts';
import { MigrationMode, MigrationOutcome, MigrationRef, type MigrationStep } from './record.ts';
import { Gate } from './result.ts';

/** The execution's input, also when typed into the console. Without `tag`: the migrations of the version that runs. */
export const MigrationRequest = z.strictObject({
  service: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/, 'not a service name')),
  /** Set by a release: it waits for this. */
  release: z.optional(ReleaseRef),
  tag: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'not an image tag'))),
  mode: z.optional(MigrationMode),
  reason: z.optional(z.string().check(z.maxLength(256))),
  /** So that the console links parent and child. */
  AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: z.optional(z.string()),
});
export type MigrationRequest = z.infer<typeof MigrationRequest>;

/** `request` is checked inside, so that bad input ends as a refusal with a sentence. */
export const AdmitMigrationInput = z.strictObject({
  request: z.unknown(),
  execution: z.string(),
  executionStartedAt: z.iso.datetime(),
  now: z.iso.datetime(),
});
export type AdmitMigrationInput = z.infer<typeof AdmitMigrationInput>;

export type MigrationAdmission =
  | {
      readonly kind: 'admitted';
      readonly migration: MigrationRef;
      readonly plan: readonly MigrationStep[];
      readonly because: string;
    }
  | { readonly kind: 'refused'; readonly because: string }
  /** Another migration has the database. Nothing is locked while it waits. */
  | { readonly kind: 'waits'; readonly because: string; readonly lookAgainSeconds: number };

/** One turn of a stage. `startedAt` is when this step of the plan began. */
export const MigrationTurn = z.strictObject({
  migration: MigrationRef,
  startedAt: z.iso.datetime(),
  now: z.iso.datetime(),
});
export type MigrationTurn = z.infer<typeof MigrationTurn>;

/** The turn of CheckContract. Since the execution was started it may have come here many times. */
export const ContractTurn = z.strictObject({ ...MigrationTurn.shape, executionStartedAt: z.iso.datetime() });
export type ContractTurn = z.infer<typeof ContractTurn>;

/** What a stage means. `because` is a sentence for people. */
export const MigrationVerdict = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('advance'), because: z.string() }),
  /** All is done already: the rest of the plan is left out. */
  z.strictObject({ kind: z.literal('nothing'), because: z.string() }),
  z.strictObject({ kind: z.literal('hold'), because: z.string(), lookAgainSeconds: z.int() }),
  /** Waits for a person's word; looked at again all the same. */
  z.strictObject({ kind: z.literal('ask'), because: z.string(), question: z.string(), lookAgainSeconds: z.int() }),
  /** Something old may still need the shape that it would drop: frees the database, and comes again. */
  z.strictObject({ kind: z.literal('tooEarly'), because: z.string(), lookAgainSeconds: z.int() }),
  /** A gate says no, by name. */
  z.strictObject({
    kind: z.literal('refuse'),
    gate: z.union([Gate, z.literal('approval'), z.literal('contract')]),
    because: z.string(),
  }),
  /** Trouble that did not pass. */
  z.strictObject({ kind: z.literal('fail'), because: z.string() }),
]);
export type MigrationVerdict = z.infer<typeof MigrationVerdict>;

/** The turn of AwaitMigrationApproval. */
export const MigrationApprovalTurn = z.strictObject({
  ...MigrationTurn.shape,
  question: z.string(),
  because: z.string(),
  token: z.string(),
});
export type MigrationApprovalTurn = z.infer<typeof MigrationApprovalTurn>;

/** The last turn, whatever came before: nothing of it runs any more, then the lock is freed. */
export const CleanUpTurn = z.strictObject({
  ...MigrationTurn.shape,
  as: z.union([MigrationOutcome, z.literal('tooEarly')]),
  because: z.string(),
});
export type CleanUpTurn = z.infer<typeof CleanUpTurn>;

/** How a turn of CleanUpMigration ended. `stale`: another migration has the database, and nothing was done. */
export type CleanUp =
  | { readonly kind: 'hold'; readonly because: string; readonly lookAgainSeconds: number }
  | { readonly kind: 'ended'; readonly outcome: MigrationOutcome; readonly because: string }
  | { readonly kind: 'stale'; readonly because: string };

/** Input of a recovery execution, which enters at CleanUpMigration. */
export const MigrationRecovery = z.strictObject({ recover: MigrationRef, because: z.string() });
export type MigrationRecovery = z.infer<typeof MigrationRecovery>;
