/** What the migrator's container says when it ends: its termination message, at most 4096 bytes. zod/mini: Lambda functions load this. */
import * as z from 'zod/mini';

/** The migrator's commands. `plan` is the dry run; `clean` takes away what a killed run left behind. */
export const Stage = z.enum(['validate', 'plan', 'execute', 'verify', 'clean']);
export type Stage = z.infer<typeof Stage>;

/** What may say no, by name: each is a gate of the pipeline. */
export const Gate = z.enum([
  /** A statement that old code or the server could not bear: see the findings. */
  'compatibility',
  /** A file that was applied reads otherwise now, or is gone from between others. */
  'history',
  /** The schema is not what the history says it should be. */
  'drift',
  /** The server or pt-online-schema-change refuses the statement in its dry run. */
  'dry-run',
  'disk',
  'replication-lag',
  'long-transactions',
  /** Rows of old and new table differ. */
  'checksum',
  /** The schema afterwards is not what was planned. */
  'schema',
  /** Tables or triggers of a copy are left. */
  'leftovers',
]);
export type Gate = z.infer<typeof Gate>;

/** What the lint says of one place. */
export const FoundInMigration = z.strictObject({
  file: z.string(),
  line: z.int(),
  rule: z.string(),
  severity: z.enum(['refuse', 'warn']),
  sentence: z.string(),
  /** The reason of the override that made a refusal a warning. */
  allowed: z.optional(z.string()),
});
export type FoundInMigration = z.infer<typeof FoundInMigration>;

/** When a contract file may run: its `-- tidegate:contract flag=… since=…` line. */
export const ContractTerms = z.strictObject({
  file: z.string(),
  /** The feature flag that must be on. */
  flag: z.string(),
  /** The first version that does not need the old shape. */
  since: z.string(),
});
export type ContractTerms = z.infer<typeof ContractTerms>;

/** One statement that is still to be run. */
export const PendingStatement = z.strictObject({
  file: z.string(),
  line: z.int(),
  table: z.string(),
  kind: z.enum(['expand', 'contract']),
  via: z.enum(['direct', 'online']),
  /** TABLE_ROWS: an estimate. */
  rows: z.optional(z.int()),
  /** Data and indexes of the table now: the copy needs as much again. */
  bytes: z.optional(z.int()),
  /** How long it will take, by the speed of earlier copies or a cautious guess. */
  seconds: z.optional(z.int()),
});
export type PendingStatement = z.infer<typeof PendingStatement>;

/** One statement that was run, in this run or an earlier one of this migration. */
export const AppliedStatement = z.strictObject({
  file: z.string(),
  line: z.int(),
  table: z.string(),
  seconds: z.number(),
  rowsCopied: z.optional(z.int()),
  /** Rows of old and new table that were compared in one snapshot, just before they took each other's place. */
  rowsCompared: z.optional(z.int()),
});
export type AppliedStatement = z.infer<typeof AppliedStatement>;

/** What the dry run saw of the server; what it could not see is `{unseen: why}`. */
const orUnseen = <Seen extends z.core.$ZodType>(seen: Seen) => z.union([seen, z.strictObject({ unseen: z.string() })]);
export const ServerFacts = z.strictObject({
  version: z.string(),
  freeDiskBytes: orUnseen(z.int()),
  /** Of the slowest replica; null: there are none. */
  lagSeconds: orUnseen(z.nullable(z.number())),
  /** Transactions open for longer than the limit: triggers and the swap would wait for them, and everybody behind. */
  longTransactions: orUnseen(z.array(z.strictObject({ id: z.int(), seconds: z.int() }))),
});
export type ServerFacts = z.infer<typeof ServerFacts>;

export const MigratorResult = z.discriminatedUnion('outcome', [
  /** `because` is a sentence. Lists are shortened to fit; `more` says how many entries of all lists are only in the log. */
  z.strictObject({
    outcome: z.literal('passed'),
    stage: Stage,
    because: z.string(),
    pending: z.optional(z.array(PendingStatement)),
    contracts: z.optional(z.array(ContractTerms)),
    findings: z.optional(z.array(FoundInMigration)),
    applied: z.optional(z.array(AppliedStatement)),
    server: z.optional(ServerFacts),
    /** Of everything pending. */
    seconds: z.optional(z.int()),
    more: z.optional(z.int()),
  }),
  z.strictObject({
    outcome: z.literal('refused'),
    stage: Stage,
    gate: Gate,
    because: z.string(),
    findings: z.optional(z.array(FoundInMigration)),
    more: z.optional(z.int()),
  }),
  /** Trouble that may pass: `again` when the same stage may simply be started again. */
  z.strictObject({
    outcome: z.literal('failed'),
    stage: Stage,
    /** The error's name in the error table. */
    error: z.string(),
    because: z.string(),
    again: z.boolean(),
  }),
]);
export type MigratorResult = z.infer<typeof MigratorResult>;

/** A line of the migrator's log that tells how far it is. */
export const MigrationProgress = z.strictObject({
  file: z.string(),
  table: z.string(),
  doing: z.enum(['copying', 'paused', 'throttled', 'comparing', 'swapping', 'running']),
  /** 0 to 100, of this statement. */
  percent: z.optional(z.number()),
  /** Seconds that the copy will still take, by its own guess. */
  secondsLeft: z.optional(z.int()),
  /** Why it does not copy now. */
  because: z.optional(z.string()),
});
export type MigrationProgress = z.infer<typeof MigrationProgress>;
