import type { MigrationRecord } from '../contracts/migration/record.ts';
import type { MigrationApprovalTurn } from '../contracts/migration/turns.ts';
import type { Asked } from '../contracts/release.ts';
import { howToAnswer, openQuestion } from '../domain/asking.ts';
import { TidegateError } from '../domain/errors.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Doorbell } from '../ports/doorbell.ts';
import type { MigrationLedger } from '../ports/migration-ledger.ts';
import { subjectOf } from './announce.ts';
import { demandMigration, type MigrationLedgers } from './fenced.ts';

export interface AwaitMigrationPorts extends MigrationLedgers {
  readonly migrations: MigrationLedger;
  readonly doorbell: Doorbell;
  readonly announcer: Announcer;
}

/** All tries of one turn have the same instant, so that an announcement that failed is made up for. */
const isFirst = ({ asked }: MigrationRecord, { since }: Asked): boolean => asked?.since === since;

/**
 * Asks people. Who aborts after the question was kept finds its token and rings; who did so before is noticed here. The answer is
 * read from the ledger: one that is there already rings at once.
 */
export const awaitMigrationApproval = async (
  turn: MigrationApprovalTurn,
  ports: AwaitMigrationPorts,
): Promise<void> => {
  const { migration: ref, question, because, token, now } = turn;
  const asked = { question, because, token, since: now };
  const record = await ports.migrations.ask(ref, asked);
  await demandMigration(ports, ref);
  if (record === undefined)
    throw new TidegateError('NotConverged', `"${question}" was asked while migration ${ref.epoch} changed`);
  if (openQuestion(record) === undefined) await ports.doorbell.ring(token);
  else if (isFirst(record, asked)) {
    const how = howToAnswer(record.migration.service, question);
    const detail = { ...subjectOf(record, because), question, howToAnswer: how };
    await ports.announcer.announce({ type: 'Migration Approval Requested', detail });
  }
};
