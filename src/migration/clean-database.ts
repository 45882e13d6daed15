import { cleaningSeconds, mostCleanings } from '../domain/migration/ending.ts';
import type { JobSight, MigratorJob, MigratorJobs } from '../ports/migrator-jobs.ts';

type Subject = Pick<MigratorJob, 'ref' | 'migration'>;

/** How the cleaning stands. `left` says why triggers may be left, or is null. */
export type Cleaning =
  | { readonly kind: 'not begun'; begin(): Promise<void> }
  | { readonly kind: 'running'; readonly because: string }
  | { readonly kind: 'ended'; readonly left: string | null };

const attemptOf = (subject: Subject, attempt: number): MigratorJob => ({ ...subject, stage: 'clean', attempt });

const stands = (sight: Exclude<JobSight, { state: 'ended' }>, attempt: number, elapsedSeconds: number): Cleaning => {
  const stuck = sight.state === 'starting' ? sight.stuck : null;
  if (stuck !== null && elapsedSeconds >= cleaningSeconds) return { kind: 'ended', left: stuck };
  const because = `attempt ${attempt} to take away what a copy left`;
  return { kind: 'running', because: stuck === null ? because : `${because}: ${stuck}` };
};

/**
 * Looks at the Jobs that take triggers and tables of a copy away: at most three, one after another. They themselves tell how far it
 * is, so that nothing else has to be kept. The first one is begun by whoever made sure that no other Job runs.
 */
export const cleanDatabase = async (
  subject: Subject,
  { elapsedSeconds, now }: { readonly elapsedSeconds: number; readonly now: string },
  jobs: MigratorJobs,
): Promise<Cleaning> => {
  let left = '';
  for (let attempt = 1; attempt <= mostCleanings; attempt += 1) {
    const job = attemptOf(subject, attempt);
    const sight = await jobs.look(job, now);
    if (sight.state === 'absent' && attempt === 1) return { kind: 'not begun', begin: () => jobs.start(job) };
    if (sight.state === 'absent') await jobs.start(job);
    if (sight.state !== 'ended') return stands(sight, attempt, elapsedSeconds);
    if (sight.result?.outcome === 'passed') return { kind: 'ended', left: null };
    left = sight.result?.because ?? sight.because;
  }
  return { kind: 'ended', left };
};
