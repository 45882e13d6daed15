/** What the report of a rehearsal says of migrations. */
import * as z from 'zod';
import { MigrationMode, MigrationOutcome } from './migration/record.ts';

const instant = z.iso.datetime();
const count = z.int().min(0);

/** One statement that was run on the database, and what it means for the way back. */
export const MigratedStatement = z.strictObject({
  file: z.string(),
  line: z.int(),
  table: z.string(),
  kind: z.enum(['expand', 'contract']),
  online: z.boolean().describe('The table was copied by pt-online-schema-change; otherwise the server did it at once.'),
  seconds: z.number().describe('Real: databases do not run faster in a rehearsal.'),
  rowsCopied: count.nullable(),
  rowsCompared: count.nullable().describe('Rows of old and new table that were compared before they were swapped.'),
  wayBack: z.string().describe('What a rollback does about it.'),
});
export type MigratedStatement = z.infer<typeof MigratedStatement>;

/** One migration, of a release or by itself. */
export const MigrationReport = z.strictObject({
  database: z.string(),
  service: z.string(),
  version: z.string().describe('Whose schema it is.'),
  mode: z.enum(MigrationMode.options),
  epoch: z.int(),
  releaseEpoch: z.int().nullable().describe('Of the release that waited for it; null when it was started by itself.'),
  outcome: z.enum(MigrationOutcome.options),
  because: z.string(),
  begunAt: instant,
  endedAt: instant,
  statements: z.array(MigratedStatement),
});
export type MigrationReport = z.infer<typeof MigrationReport>;
