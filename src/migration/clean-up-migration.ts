import type { MigrationRecord } from '../contracts/migration/record.ts';
import type { CleanUp, CleanUpTurn } from '../contracts/migration/turns.ts';
import { secondsBetween } from '../domain/instants.ts';
import { endsBeforeItsTime, leftSentence, mayHaveLeftTriggers, outcomeOf } from '../domain/migration/ending.ts';
import { nextCleaningLookSeconds } from '../domain/migration/looks.ts';
import { longestFunctionSeconds } from '../domain/protocol.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { MigrationLedger } from '../ports/migration-ledger.ts';
import type { MigratorJobs } from '../ports/migrator-jobs.ts';
import { subjectOf } from './announce.ts';
import { cleanDatabase } from './clean-database.ts';

export interface CleanUpPorts {
  readonly migrations: MigrationLedger;
  readonly jobs: MigratorJobs;
  readonly announcer: Announcer;
}

const elapsedIn = ({ startedAt, now }: CleanUpTurn): number => secondsBetween(startedAt, now);

const hold = (turn: CleanUpTurn, because: string): CleanUp => ({
  kind: 'hold',
  because,
  lookAgainSeconds: nextCleaningLookSeconds(elapsedIn(turn)),
});

const stale = ({ migration }: CleanUpTurn): CleanUp => ({
  kind: 'stale',
  because: `migration ${migration.epoch} no longer owns the database ${migration.database}`,
});

/** Since nothing more may be begun: this turn, or the begin of this step, if somebody else said so before. */
interface Ended {
  readonly record: MigrationRecord;
  readonly justNow: boolean;
}

/** What was under way when it was ended may create one more Job until no function of ours can still run. */
const settlingSeconds = (turn: CleanUpTurn, { justNow, record }: Ended): number => {
  if (justNow) return longestFunctionSeconds + 1;
  const mayChangeMore = endsBeforeItsTime(turn.as) || mayHaveLeftTriggers(record);
  return mayChangeMore ? Math.max(0, longestFunctionSeconds - elapsedIn(turn)) : 0;
};

/** Takes all Jobs away; a hold while something of the migration may still run. */
const removeJobs = async (turn: CleanUpTurn, ended: Ended, { jobs }: CleanUpPorts): Promise<CleanUp | null> => {
  const gone = await jobs.remove(turn.migration, ended.record.migration, turn.now);
  const lookAgainSeconds = settlingSeconds(turn, ended);
  if (lookAgainSeconds > 0) return { kind: 'hold', because: 'what was under way comes to its end', lookAgainSeconds };
  return gone ? null : hold(turn, 'its Jobs end');
};

/** Told each time, so that one that got lost is made up for. */
const announce = async (record: MigrationRecord, { announcer }: CleanUpPorts): Promise<CleanUp> => {
  const { outcome, because } = record.conclusion ?? { outcome: 'failed', because: 'nobody wrote down how it ended' };
  await announcer.announce({ type: 'Migration Concluded', detail: { ...subjectOf(record, because), outcome } });
  return { kind: 'ended', outcome, because };
};

/** The database was free when the answer to that got lost: another migration may have it by now. */
const howItEnded = async (turn: CleanUpTurn, ports: CleanUpPorts): Promise<CleanUp> => {
  const record = await ports.migrations.concluded(turn.migration);
  return record === undefined ? stale(turn) : announce(record, ports);
};

const conclude = async (turn: CleanUpTurn, record: MigrationRecord, left: string | null, ports: CleanUpPorts) => {
  const why = (endsBeforeItsTime(turn.as) ? record.endedBecause : undefined) ?? turn.because;
  const because = left === null ? why : `${why}; ${leftSentence(left)}`;
  const conclusion = { outcome: outcomeOf(record, turn.as), because, at: turn.now };
  const concluded = await ports.migrations.conclude(turn.migration, conclusion);
  return concluded === undefined ? howItEnded(turn, ports) : announce(concluded, ports);
};

/** After this, nothing of an earlier turn may begin anything; what was done in full needs no such word. */
const endIt = async (
  { migration, as, because }: CleanUpTurn,
  record: MigrationRecord,
  ports: CleanUpPorts,
): Promise<Ended> => {
  if (!endsBeforeItsTime(as)) return { record, justNow: false };
  const ended = await ports.migrations.end(migration.database, because, migration.epoch);
  return { record: ended ?? record, justNow: record.status === 'active' };
};

const cleaningOf = async (turn: CleanUpTurn, record: MigrationRecord, { jobs }: CleanUpPorts) => {
  if (!mayHaveLeftTriggers(record)) return { kind: 'needless' } as const;
  const subject = { ref: turn.migration, migration: record.migration };
  return cleanDatabase(subject, { elapsedSeconds: elapsedIn(turn), now: turn.now }, jobs);
};

/** A clean-up that was stopped may still be at it, and clean once more: the Job that ended stays until it can't be any more. */
const concludeCleaned = async (turn: CleanUpTurn, ended: Ended, left: string | null, ports: CleanUpPorts) => {
  const lookAgainSeconds = settlingSeconds(turn, ended);
  if (lookAgainSeconds > 0)
    return { kind: 'hold', because: 'what was under way comes to its end', lookAgainSeconds } as const;
  await ports.jobs.remove(turn.migration, ended.record.migration, turn.now);
  return conclude(turn, ended.record, left, ports);
};

const cleanUp = async (turn: CleanUpTurn, ended: Ended, ports: CleanUpPorts): Promise<CleanUp> => {
  const { record } = ended;
  const cleaning = await cleaningOf(turn, record, ports);
  if (cleaning.kind === 'running') return hold(turn, cleaning.because);
  if (cleaning.kind === 'ended') return concludeCleaned(turn, ended, cleaning.left, ports);
  const running = await removeJobs(turn, ended, ports);
  if (running !== null) return running;
  if (cleaning.kind === 'needless') return conclude(turn, record, null, ports);
  await cleaning.begin();
  return hold(turn, 'what a copy may have left is taken away');
};

/**
 * The last turn, whatever came before: no Job of the migration runs any more, no trigger of a copy stays, then the database is
 * free. Safe to repeat; another migration's lock is not touched.
 */
export const cleanUpMigration = async (turn: CleanUpTurn, ports: CleanUpPorts): Promise<CleanUp> => {
  const record = await ports.migrations.read(turn.migration.database);
  if (record?.epoch !== turn.migration.epoch) return howItEnded(turn, ports);
  if (record.conclusion !== undefined) return announce(record, ports);
  return cleanUp(turn, await endIt(turn, record, ports), ports);
};
