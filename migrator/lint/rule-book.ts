import type { Severity } from './finding.ts';

/** What the lint knows of a rule besides when it fires. */
export interface Rule {
  readonly severity: Severity;
  /** What to do instead. */
  readonly recipe: string;
  /** Why no override lifts it; absent where one may. */
  readonly firm?: true;
  /** Whether a contract migration may do it: drops, when nobody needs the old shape. */
  readonly contract?: true;
}

const later =
  'Release code that no longer uses it. Then drop it in a contract migration, which runs when its flag is on everywhere, no running version needs the old shape and the retention is over.';

const newColumn =
  'Add a new column (expand), write to both, backfill in batches, read from the new one behind a flag, and drop the old one in a contract migration.';

const ownPipeline =
  'A migration changes the schema of the release’s own database. Do this by other means, by people who may.';

const columnRules = {
  'drop-column': { severity: 'refuse', contract: true, recipe: later },
  'rename-column': { severity: 'refuse', recipe: newColumn },
  'narrower-type': { severity: 'refuse', recipe: newColumn },
  'other-type': { severity: 'refuse', recipe: newColumn },
  'enum-values': {
    severity: 'refuse',
    recipe:
      'Add new values at the end only. To be rid of one, stop writing it, move its rows to another value, and replace the column.',
  },
  'not-null-without-default': {
    severity: 'refuse',
    recipe: 'Give it a DEFAULT, or add it as NULL; make it NOT NULL when no running version leaves it out.',
  },
  'not-null': {
    severity: 'refuse',
    recipe: 'Release code that always writes it, backfill the NULLs in batches, and allow this rule with that reason.',
  },
  'nullable-now': {
    severity: 'warn',
    recipe: 'Let new code write NULL only behind a flag that goes on when no old version runs.',
  },
  'drop-default': {
    severity: 'refuse',
    contract: true,
    recipe: 'Release code that always names the column. Then drop the default in a contract migration.',
  },
  'change-default': {
    severity: 'warn',
    recipe: 'Make sure that the old code can do with the new value, or write it from the new code.',
  },
  'varying-default': {
    severity: 'warn',
    recipe: 'Add the column as NULL, let the new code write it, and backfill in batches.',
  },
  'column-charset': { severity: 'refuse', recipe: newColumn },
  'auto-increment': {
    severity: 'refuse',
    recipe: 'Leave the counter to the server. A new kind of key is a new column, filled by the new code.',
  },
  'generated-column': {
    severity: 'refuse',
    recipe: 'Make it VIRTUAL, or a plain column that the new code writes and a backfill fills.',
  },
} as const satisfies Record<string, Rule>;

const keyRules = {
  'primary-key': {
    severity: 'refuse',
    recipe:
      'Make a new table with the key that you want, write to both, copy in batches, and drop the old one in a contract migration.',
  },
  'unique-key': {
    severity: 'refuse',
    recipe:
      'Add a new NULL column with the unique key, let the new code fill it, and backfill; or prove that no duplicates exist or can come, and allow this rule with that reason.',
  },
  'drop-unique-key': { severity: 'refuse', contract: true, recipe: later },
  'drop-index': {
    severity: 'warn',
    recipe: 'Make it INVISIBLE (MariaDB: IGNORED) in one release and drop it in the next.',
  },
  'wide-index': {
    severity: 'warn',
    recipe: 'Begin with the columns that narrow the result most, and leave the others out.',
  },
  'fulltext-index': { severity: 'warn', recipe: 'Run it at a quiet time; gate 2 tells how long the copy takes.' },
  'spatial-index': {
    severity: 'refuse',
    recipe: 'Add a new NOT NULL column with a default and an SRID in a new table, and index that.',
  },
  'foreign-key': {
    severity: 'refuse',
    recipe:
      'Check the reference in the new code first, mend what breaks it, and add the key when no old version writes; then allow this rule with that reason.',
  },
  'new-foreign-key': {
    severity: 'warn',
    recipe: 'Say ON DELETE CASCADE or SET NULL, or write the new table only behind a flag.',
  },
  'drop-foreign-key': { severity: 'refuse', contract: true, recipe: later },
  check: {
    severity: 'refuse',
    recipe:
      'Add it NOT ENFORCED, check in the new code, mend the rows that break it, and enforce it when no old version writes.',
  },
} as const satisfies Record<string, Rule>;

const tableRules = {
  'drop-table': { severity: 'refuse', contract: true, recipe: later },
  'rename-table': {
    severity: 'refuse',
    recipe:
      'Make a new table (expand), write to both, copy in batches, read from the new one behind a flag, and drop the old one in a contract migration.',
  },
  truncate: { severity: 'refuse', contract: true, recipe: later },
  'replace-table': { severity: 'refuse', recipe: 'Make a table of another name.' },
  'table-without-primary-key': {
    severity: 'refuse',
    recipe: 'Give it a PRIMARY KEY: the next online change of the table needs one.',
  },
  'create-table-as': { severity: 'refuse', recipe: 'Make the table empty, and fill it in batches from the new code.' },
  'table-engine': {
    severity: 'refuse',
    recipe: 'Use InnoDB: other engines lose transactions, row locks or crash safety that code relies on.',
  },
  'table-charset': { severity: 'refuse', recipe: newColumn },
  'default-charset': { severity: 'warn', recipe: 'Name the character set in the columns that you add.' },
  partitioning: {
    severity: 'refuse',
    recipe:
      'Make a new partitioned table, write to both, copy in batches, and drop the old one in a contract migration.',
  },
  'drop-partition': { severity: 'refuse', contract: true, recipe: later },
  view: { severity: 'refuse', recipe: 'Make a view of another name for the new code.' },
  'drop-view': { severity: 'refuse', contract: true, recipe: later },
  trigger: {
    severity: 'refuse',
    recipe: 'Do the work in the new code; pt-online-schema-change needs the table’s triggers for itself.',
  },
  'drop-trigger': { severity: 'refuse', contract: true, recipe: later },
  'rows-changed': { severity: 'warn', recipe: 'Make sure that the old code can do with the rows as they will be.' },
} as const satisfies Record<string, Rule>;

const onlineRules = {
  'existing-trigger': {
    severity: 'refuse',
    recipe: 'Move what the trigger does into code and drop it first, or allow this rule and run the change by hand.',
  },
  'referenced-table': {
    severity: 'refuse',
    recipe: 'Drop the foreign keys to it first (contract), or make the change in a new table beside it.',
  },
  'own-foreign-keys': { severity: 'warn', recipe: 'Look their names up before you drop them later.' },
  'no-key': { severity: 'refuse', recipe: 'Give the table a primary key first, by hand in a maintenance window.' },
  'long-name': { severity: 'refuse', recipe: 'Use names of at most 58 characters for tables.' },
  'mixed-statement': { severity: 'refuse', recipe: 'Write it as a statement of its own.' },
  'online-options': { severity: 'warn', recipe: 'Leave ALGORITHM and LOCK out, or say ALGORITHM=INSTANT.' },
  'needs-schema': { severity: 'refuse', recipe: 'Run the lint beside the database, where it knows the schema.' },
} as const satisfies Record<string, Rule>;

const firmRules = {
  'file-name': { severity: 'refuse', firm: true, recipe: 'Name it like 007_add_notes.sql.' },
  'file-number': { severity: 'refuse', firm: true, recipe: 'Give each file the number after the last.' },
  'file-gap': { severity: 'warn', firm: true, recipe: 'Look whether a file is missing.' },
  'contract-terms': {
    severity: 'refuse',
    firm: true,
    recipe:
      'A contract migration is a file NNN_name.contract.sql with one line `-- tidegate:contract flag=<key> since=<version>`.',
  },
  'empty-file': { severity: 'refuse', firm: true, recipe: 'Write the statement, or leave the file out.' },
  'schema-mismatch': { severity: 'refuse', firm: true, recipe: 'Look at the schema, and mend the migration.' },
  unparseable: {
    severity: 'refuse',
    firm: true,
    recipe: 'Write it in plainer words: what can’t be parsed is refused, never guessed.',
  },
  'hidden-statement': { severity: 'refuse', firm: true, recipe: 'Write it plainly, or leave it out.' },
  'not-a-migration': { severity: 'refuse', firm: true, recipe: ownPipeline },
  'unbounded-rows': {
    severity: 'refuse',
    firm: true,
    recipe: 'Backfill in batches from the new code; or say WHERE and LIMIT, of at most 1000 rows a statement.',
  },
  'unsupported-clause': { severity: 'refuse', firm: true, recipe: 'Leave it out: no release needs it.' },
  identifier: {
    severity: 'refuse',
    firm: true,
    recipe: 'Use letters, digits, _ and $ only: names reach a command line.',
  },
  'cross-database': { severity: 'refuse', firm: true, recipe: ownPipeline },
  override: {
    severity: 'warn',
    firm: true,
    recipe:
      'Write `-- tidegate:allow <rule> because <reason>` on the line before the statement, and only for a rule that fires.',
  },
} as const satisfies Record<string, Rule>;

const ruleBook = { ...columnRules, ...keyRules, ...tableRules, ...onlineRules, ...firmRules };

/** The name of a rule, as findings and overrides say it. */
export type RuleId = keyof typeof ruleBook;

/** All rules by name. */
export const rules: Readonly<Record<RuleId, Rule>> = ruleBook;

/** Whether there is a rule of this name. */
export const isRuleId = (name: string): name is RuleId => Object.hasOwn(ruleBook, name);
