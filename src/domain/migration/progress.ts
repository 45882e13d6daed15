import type { StageRun } from '../../contracts/migration/record.ts';
import type { MigrationProgress } from '../../contracts/migration/result.ts';
import { tellAboutSpan } from '../telling.ts';

const done = ({ percent }: MigrationProgress): string => (percent === undefined ? '' : `${Math.floor(percent)} % of `);

const copied = (progress: MigrationProgress): string => {
  const left = progress.secondsLeft === undefined ? '' : `, ${tellAboutSpan(progress.secondsLeft)} left`;
  return `copied ${done(progress)}${progress.table}${left}`;
};

const why = ({ because }: MigrationProgress): string => (because === undefined ? '' : `: ${because}`);

/** `copied 43 % of orders, about 4 min left`. */
export const progressSentence = (progress: MigrationProgress): string => {
  const { doing, table, file } = progress;
  switch (doing) {
    case 'copying':
      return copied(progress);
    case 'paused':
      return `paused, having ${copied(progress)}${why(progress)}`;
    case 'throttled':
      return `waits, having ${copied(progress)}${why(progress)}`;
    case 'comparing':
      return `compares ${done(progress)}old and new ${table}`;
    case 'swapping':
      return `lets the new ${table} take the place of the old one`;
    case 'running':
      return `runs ${file} on ${table}`;
  }
};

/** What people read while a Job runs. */
export const runningSentence = ({ stage, attempt }: StageRun, progress: MigrationProgress | null): string => {
  if (progress !== null) return progressSentence(progress);
  return attempt === 1 ? `${stage} runs` : `${stage} runs, attempt ${attempt}`;
};
