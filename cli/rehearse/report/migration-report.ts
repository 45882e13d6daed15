import type { MigrationRecord } from '../../../src/contracts/migration/record.ts';
import type { AppliedStatement, PendingStatement } from '../../../src/contracts/migration/result.ts';
import type { MigratedStatement, MigrationReport } from '../../../src/contracts/report-migrations.ts';

type Results = NonNullable<MigrationRecord['results']>;

/** What a concluded migration has done; undefined for one that is under way. */
export function migrationReport({ epoch, admittedAt, results = {}, ...record }: MigrationRecord) {
  const { database, migration, conclusion } = record;
  if (conclusion === undefined) return undefined;
  const { service, to, mode, release } = migration;
  return {
    ...{ database, service, version: to.version, mode, epoch },
    releaseEpoch: release?.epoch ?? null,
    outcome: conclusion.outcome,
    because: conclusion.because,
    begunAt: admittedAt,
    endedAt: conclusion.at,
    statements: appliedIn(results).map((applied) => statementOf(applied, pendingIn(results))),
  } satisfies MigrationReport;
}

function appliedIn({ execute }: Results): readonly AppliedStatement[] {
  return execute?.outcome === 'passed' ? (execute.applied ?? []) : [];
}

function pendingIn({ plan, validate }: Results): readonly PendingStatement[] {
  return [plan, validate].flatMap((result) => (result?.outcome === 'passed' ? (result.pending ?? []) : []));
}

function statementOf(applied: AppliedStatement, pending: readonly PendingStatement[]): MigratedStatement {
  const { file, line, table, seconds, rowsCopied = null, rowsCompared = null } = applied;
  const planned = pending.find((one) => one.file === file && one.line === line);
  const kind = planned?.kind ?? (file.endsWith('.contract.sql') ? 'contract' : 'expand');
  const online = planned === undefined ? rowsCopied !== null : planned.via === 'online';
  return { file, line, table, kind, online, seconds, rowsCopied, rowsCompared, wayBack: waysBack[kind] };
}

const waysBack = {
  expand: 'stays as it is: the old code runs on the wider schema',
  contract: 'none: this is the point of no return',
} as const;
