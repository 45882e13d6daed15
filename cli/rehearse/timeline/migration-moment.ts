import type { MigrationProgress } from '../../../src/contracts/migration/result.ts';
import type { ExecutionEnd } from '../sighting.ts';
import type { Moment } from './moment.ts';

/** The states of the machine `migration` whose verdicts are told, with their labels. */
export const migrationJudges: Readonly<Record<string, string>> = {
  ValidateMigration: 'validated',
  CheckContract: 'contract',
  DryRunMigration: 'dry run',
  ExecuteMigration: 'executed',
  VerifyMigration: 'verified',
};

/** How far a migration is. */
export function progressMoment({ doing, file, table, percent, secondsLeft, because }: MigrationProgress): Moment {
  const share = percent === undefined ? '' : ` ${Math.floor(percent)} %`;
  const left = secondsLeft === undefined ? '' : `, ${secondsLeft} s left`;
  const why = because === undefined ? '' : `: ${because}`;
  return { label: doing, text: `${table}${share}${left} (${file})${why}`, tone: 'plain' };
}

/** How an execution of the machine `migration` ended. */
export function migrationEndMoment(text: string, end: ExecutionEnd | undefined): Moment {
  if (end?.status === 'SUCCEEDED') return { label: end.idle ? 'UNCHANGED' : 'MIGRATED', text, tone: 'good' };
  const label = endLabels[end?.error ?? ''] ?? end?.status ?? 'ENDED';
  return { label, text, tone: label === 'REFUSED' ? 'warning' : 'bad' };
}

const endLabels: Readonly<Record<string, string>> = {
  MigrationRefused: 'REFUSED',
  MigrationAborted: 'ABORTED',
  MigrationFailed: 'FAILED',
};
