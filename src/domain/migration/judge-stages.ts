/** What the answers of validate, execute and verify mean. */
import type { MigrationMode } from '../../contracts/migration/record.ts';
import type { AppliedStatement, MigratorResult, PendingStatement } from '../../contracts/migration/result.ts';
import type { MigrationVerdict } from '../../contracts/migration/turns.ts';
import { tellNumber } from '../telling.ts';
import type { Answered } from './attempts.ts';
import { refusedBy } from './refusals.ts';

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const filesOf = (statements: readonly { readonly file: string }[]): number =>
  new Set(statements.map(({ file }) => file)).size;

const pendingText = (pending: readonly PendingStatement[]): string =>
  `${counted(pending.length, 'statement')} of ${counted(filesOf(pending), 'file')}`;

/** Old code must be able to live with all that waits; there may be nothing to do at all. */
export const judgeValidation = (result: Answered, mode: MigrationMode): MigrationVerdict => {
  if (result.outcome === 'refused') return refusedBy(result);
  const { pending = [], findings = [], more = 0 } = result;
  const wanted = mode === 'expand' ? pending : pending.filter(({ kind }) => kind === 'contract');
  if (wanted.length === 0 && more === 0)
    return {
      kind: 'nothing',
      because: mode === 'expand' ? 'every migration was run before' : 'nothing is to be dropped',
    };
  const allowed = findings.filter((finding) => finding.allowed !== undefined).length;
  const overridden = allowed === 0 ? '' : `; ${counted(allowed, 'refusal')} overridden in the files, with a reason`;
  const longer = more === 0 ? '' : `, and more that are in the log only,`;
  return { kind: 'advance', because: `${pendingText(wanted)}${longer} may be run${overridden}` };
};

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((all, one) => all + (one ?? 0), 0);

const appliedText = (applied: readonly AppliedStatement[]): string => {
  const copied = sum(applied.map(({ rowsCopied }) => rowsCopied));
  const compared = sum(applied.map(({ rowsCompared }) => rowsCompared));
  const rows = copied + compared === 0 ? '' : `: ${tellNumber(copied)} rows copied, ${tellNumber(compared)} compared`;
  const seconds = Math.round(sum(applied.map((one) => one.seconds)));
  return `${counted(applied.length, 'statement')} run in ${seconds} s${rows}`;
};

/** All statements were run, or rows of a copy differ. */
export const judgeExecution = (result: Answered): MigrationVerdict =>
  result.outcome === 'refused' ? refusedBy(result) : { kind: 'advance', because: appliedText(result.applied ?? []) };

/** The schema is what was planned and nothing of a copy is left, or not. */
export const judgeVerification = (result: Answered): MigrationVerdict =>
  result.outcome === 'refused' ? refusedBy(result) : { kind: 'advance', because: result.because };

/** How a migration that was run and verified ends, as a sentence. */
export const migratedSentence = (version: string, execution: MigratorResult | undefined): string => {
  const applied = execution?.outcome === 'passed' ? (execution.applied ?? []) : [];
  return `the schema is what ${version} needs; ${appliedText(applied)}`;
};
