import type { MigrationRecord } from '../contracts/migration/record.ts';
import type { Asked, ReleaseRecord } from '../contracts/release.ts';
import type { Answer } from '../contracts/verdict.ts';
import { looksAgainWithinSeconds } from '../domain/asking.ts';
import { secondsBetween } from '../domain/instants.ts';
import { nextAskedLookSeconds } from '../domain/migration/looks.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { MigrationLedger } from '../ports/migration-ledger.ts';

/** Who asks people: a release, or a migration. */
export interface Questioner {
  /** As in "release 7 of orders". */
  readonly name: string;
  readonly status: string;
  readonly asked?: Asked | undefined;
  readonly answers: readonly Answer[];
  /** Rung or not, it looks again after so many seconds at most. `at` is ISO 8601. */
  looksAgainSeconds(asked: Asked, at: string): number;
  /** Undefined when it does not ask this any more; the first answer stays. */
  keep(answer: Answer): Promise<Questioner | undefined>;
  /** As it is now. */
  again(): Promise<Questioner | undefined>;
}

export type AnsweredReleases = Pick<Ledger, 'read' | 'answer'>;
export type AnsweredMigrations = Pick<MigrationLedger, 'read' | 'answer'>;

/** The release of a record, as one who asks. */
export const releaseAsking = (record: ReleaseRecord, ledger: AnsweredReleases): Questioner => {
  const { service, epoch, status, asked, answers = [], release } = record;
  const as = (stored: ReleaseRecord | undefined) => stored && releaseAsking(stored, ledger);
  return {
    ...{ name: `release ${epoch} of ${service}`, status, asked, answers },
    looksAgainSeconds: (question, at) => looksAgainWithinSeconds(question, release.patienceSeconds, at),
    keep: async (answer) => as(await ledger.answer(service, answer, epoch)),
    again: async () => as(await ledger.read(service)),
  };
};

/** The migration of a record, as one who asks. */
export const migrationAsking = (record: MigrationRecord, migrations: AnsweredMigrations): Questioner => {
  const { database, epoch, status, asked, answers = [], migration } = record;
  const as = (stored: MigrationRecord | undefined) => stored && migrationAsking(stored, migrations);
  return {
    ...{ name: `migration ${epoch} of the database ${database}`, status, asked, answers },
    looksAgainSeconds: ({ since }, at) => nextAskedLookSeconds(secondsBetween(since, at), migration.terms.askSeconds),
    keep: async (answer) => as(await migrations.answer(database, answer, epoch)),
    again: async () => as(await migrations.read(database)),
  };
};
