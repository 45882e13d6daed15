import type { MigrationRecord } from '../contracts/migration/record.ts';
import type { MigrationTurn, MigrationVerdict } from '../contracts/migration/turns.ts';
import { migratedSentence } from '../domain/migration/judge-stages.ts';
import type { Announcer } from '../ports/announcer.ts';
import { subjectOf } from './announce.ts';
import { demandMigration, type MigrationLedgers } from './fenced.ts';

const filesOf = ({ results }: MigrationRecord): string[] => {
  const execution = results?.execute;
  const applied = execution?.outcome === 'passed' ? (execution.applied ?? []) : [];
  return [...new Set(applied.map(({ file }) => file))];
};

/** Tells those who read the same tables; the database itself keeps what was run. */
export const recordMigration = async (
  turn: MigrationTurn,
  ports: MigrationLedgers & { readonly announcer: Announcer },
): Promise<MigrationVerdict> => {
  const record = await demandMigration(ports, turn.migration);
  const because = migratedSentence(record.migration.to.version, record.results?.execute);
  const detail = { ...subjectOf(record, because), files: filesOf(record) };
  await ports.announcer.announce({ type: 'Schema Changed', detail });
  return { kind: 'advance', because };
};
