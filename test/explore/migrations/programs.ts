import { answerApproval } from '../../../src/approval/answer-approval.ts';
import type { ReleaseRecord } from '../../../src/contracts/release.ts';
import { openQuestion } from '../../../src/domain/asking.ts';
import { admitMigration } from '../../../src/migration/admit-migration.ts';
import { awaitMigrationApproval } from '../../../src/migration/await-migration-approval.ts';
import { cleanUpMigration } from '../../../src/migration/clean-up-migration.ts';
import { dryRunMigration } from '../../../src/migration/dry-run-migration.ts';
import { executeMigration } from '../../../src/migration/execute-migration.ts';
import { onMigrationEnded } from '../../../src/migration/on-migration-ended.ts';
import { reconcileDatabases } from '../../../src/migration/reconcile-databases.ts';
import { recordMigration } from '../../../src/migration/record-migration.ts';
import { validateMigration } from '../../../src/migration/validate-migration.ts';
import { verifyMigration } from '../../../src/migration/verify-migration.ts';
import type { Doorbell } from '../../../src/ports/doorbell.ts';
import type { MigrationLedger } from '../../../src/ports/migration-ledger.ts';
import { type SleeperPorts, wakeSleeper } from '../../../src/release/wake-sleeper.ts';
import type { Program } from '../process-states.ts';

/** `tidegate migrations abort`, without its words. */
const operatorEnds = async (
  { database, reason }: { database: string; reason: string },
  { migrations, doorbell }: { migrations: MigrationLedger; doorbell: Doorbell },
): Promise<void> => {
  const record = await migrations.end(database, reason);
  const asked = record && openQuestion(record);
  if (asked !== undefined) await doorbell.abort(asked.token, reason);
};

/** The functions behind the machine's tasks, by the name of the task, and those behind events. But for the command, the product's own. */
export const programs: Readonly<Record<string, Program>> = {
  AdmitMigration: admitMigration,
  ValidateMigration: validateMigration,
  DryRunMigration: dryRunMigration,
  AwaitMigrationApproval: awaitMigrationApproval,
  ExecuteMigration: executeMigration,
  VerifyMigration: verifyMigration,
  RecordMigration: recordMigration,
  CleanUpMigration: cleanUpMigration,
  OnExecutionEnded: onMigrationEnded,
  AnswerApproval: answerApproval,
  Reconcile: reconcileDatabases,
  OperatorEnds: operatorEnds,
  WakeSleeper: ({ record, because }: { record: ReleaseRecord; because: string }, ports: SleeperPorts) =>
    wakeSleeper(record, because, ports),
};
