import type { MigrationRecord } from '../../../src/contracts/migration/record.ts';
import type { AppliedStatement, MigrationProgress } from '../../../src/contracts/migration/result.ts';
import { answerSentence, openQuestion } from '../../../src/domain/asking.ts';

/** The record of a database as lines for people. */
export function migrationLines(record: MigrationRecord): string[] {
  const { database, epoch, migration, conclusion, status } = record;
  const what = `${migration.mode === 'contract' ? 'contract of ' : ''}${migration.service} ${migration.to.version}`;
  const title = `${database}: migration ${epoch}, ${what}`;
  if (status === 'free' && conclusion !== undefined)
    return [
      `${title}: ${conclusion.outcome} at ${conclusion.at}`,
      `  because: ${conclusion.because}`,
      ...doneLines(record),
    ];
  return [
    `${title}: ${status}`,
    `  since: ${record.admittedAt}, in execution ${record.holder}`,
    ...line('for', migration.release && `release ${migration.release.epoch} of ${migration.release.service}`),
    ...line('stage', record.run && stageText(record.run)),
    ...line('doing', record.progress && progressText(record.progress)),
    ...line('ending because', record.endedBecause),
    ...questionLines(record),
    ...doneLines(record),
  ];
}

/** How far a migration is, in one sentence. */
export function progressText({ doing, table, percent, secondsLeft, because }: MigrationProgress): string {
  const share = percent === undefined ? '' : ` ${Math.floor(percent)} %`;
  const left = secondsLeft === undefined ? '' : `, about ${secondsLeft} s left`;
  return `${doing} ${table}${share}${left}${because === undefined ? '' : `: ${because}`}`;
}

/** What was done to a table. */
export function appliedText({ file, line: at, table, seconds, rowsCopied, rowsCompared }: AppliedStatement): string {
  const copied = rowsCopied === undefined ? '' : `, ${rowsCopied} rows copied`;
  const compared = rowsCompared === undefined ? '' : `, ${rowsCompared} compared`;
  return `${file}:${at} ${table} in ${Math.round(seconds)} s${copied}${compared}`;
}

function stageText({ stage, attempt, since }: NonNullable<MigrationRecord['run']>): string {
  return `${stage}${attempt > 1 ? `, try ${attempt}` : ''}, since ${since}`;
}

function questionLines(record: MigrationRecord): string[] {
  const { answers = [], status } = record;
  const asked = status === 'active' ? openQuestion(record) : undefined;
  return [
    ...answers.flatMap((answer) => line('answered', answerSentence(answer))),
    ...line('asks', asked && `${asked.question}? since ${asked.since}: ${asked.because}`),
    ...line('answer by', asked && `npx tidegate approve ${record.migration.service} --reason "…" (or reject)`),
  ];
}

function doneLines({ results = {} }: MigrationRecord): string[] {
  const executed = results.execute;
  const applied = executed?.outcome === 'passed' ? (executed.applied ?? []) : [];
  return applied.flatMap((statement) => line('done', appliedText(statement)));
}

function line(label: string, text: string | undefined): string[] {
  return text === undefined ? [] : [`  ${label}: ${text}`];
}
