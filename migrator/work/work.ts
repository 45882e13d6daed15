import type { ContractTerms, Gate, MigratorResult, Stage } from '../../src/contracts/migration/result.ts';
import type { StageContext } from '../context.ts';
import { readFacts } from '../database/facts.ts';
import { type HistoryEntry, readHistory, sha256Of } from '../database/history.ts';
import { type Finding, type LintResult, lint, type MigrationFile, type PlannedStatement } from '../lint/lint.ts';
import { termsOf } from '../lint/terms.ts';
import { foundIn, refusalIn } from './findings.ts';
import { landingOf } from './landing.ts';
import { linesOf } from './lines.ts';
import { type Standing, standingOf } from './standing.ts';

/** A statement with its place in the history. */
export interface PendingStatement extends PlannedStatement {
  /** Its place in the file, from 0. */
  readonly statement: number;
  /** Of the file. */
  readonly sha256: string;
  /** It was begun and its table is as planned: nothing is left to do but to finish its entry. */
  readonly landed: boolean;
}

/** What is to be done in this mode, in order. */
export interface Work {
  readonly pending: readonly PendingStatement[];
  /** Warnings; refusals end in a refused result. */
  readonly findings: readonly Finding[];
  /** Of the contract files that have not run. */
  readonly contracts: readonly ContractTerms[];
  readonly history: readonly HistoryEntry[];
}

/** A refusal as a result. */
export type Refused = Extract<MigratorResult, { outcome: 'refused' }>;

const landedStatement = (entry: HistoryEntry, file: MigrationFile): PendingStatement => ({
  file: file.name,
  line: linesOf(file)[entry.statement] ?? 1,
  table: entry.table,
  kind: entry.kind,
  via: entry.via,
  sql: entry.sql,
  statement: entry.statement,
  sha256: entry.sha256,
  landed: true,
});

const pendingOf = (
  file: MigrationFile,
  standing: Standing,
  landed: readonly HistoryEntry[],
  linted: LintResult,
): readonly PendingStatement[] => {
  const done = standing.done.get(file.name) ?? 0;
  const sha256 = sha256Of(file);
  return [
    ...landed.filter((entry) => entry.file === file.name).map((entry) => landedStatement(entry, file)),
    ...linted.statements
      .filter((statement) => statement.file === file.name)
      .map((statement, index) => ({ ...statement, statement: done + index, sha256, landed: false })),
  ];
};

const termsIn = (file: MigrationFile): readonly ContractTerms[] => {
  const terms = termsOf(file);
  return terms === undefined ? [] : [{ file: file.name, ...terms }];
};

const lintOf = async (context: StageContext, standing: Standing): Promise<LintResult> => {
  const { mode } = context.options;
  const isRead = ({ name }: MigrationFile): boolean =>
    mode === 'expand' || standing.applied.has(name) || standing.contracts.includes(name);
  return lint(context.migrations.filter(isRead), await readFacts(context.session), {
    mode,
    applied: standing.applied,
    done: standing.done,
  });
};

const settledIn = (history: readonly HistoryEntry[], landed: readonly HistoryEntry[]): readonly HistoryEntry[] =>
  history.filter((entry) => entry.state === 'done' || landed.includes(entry));

/** What is to be done by files, history and schema, or which gate refuses it: `history`, `drift` or `compatibility`. It changes nothing. */
export const readWork = async (context: StageContext, stage: Stage): Promise<Work | Refused> => {
  const refused = (gate: Gate, because: string): Refused => ({ outcome: 'refused', stage, gate, because });
  const { migrations, options, session } = context;
  const history = await readHistory(session);
  const { landed, drift } = await landingOf(session, history, migrations);
  const standing = standingOf({
    files: migrations.map((file) => ({
      name: file.name,
      sha256: sha256Of(file),
      statements: linesOf(file).length,
    })),
    settled: settledIn(history, landed),
    mode: options.mode,
    migration: options.migration,
    ...(options.baseline !== undefined && { baseline: options.baseline }),
  });
  if ('refusal' in standing) return refused('history', standing.refusal);
  if (drift !== undefined) return refused('drift', drift);
  const linted = await lintOf(context, standing);
  const refusal = refusalIn(linted.findings);
  if (refusal !== undefined) {
    return { ...refused('compatibility', refusal), findings: linted.findings.map(foundIn) };
  }
  return {
    pending: migrations
      .filter(({ name }) => standing.pending.includes(name) || landed.some((entry) => entry.file === name))
      .flatMap((file) => pendingOf(file, standing, landed, linted)),
    findings: linted.findings,
    contracts: migrations.filter(({ name }) => standing.contracts.includes(name)).flatMap(termsIn),
    history,
  };
};
