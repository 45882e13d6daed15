/** What each conditional write of the migration ledger does to the stored record: the new one, or undefined when its condition fails. */
import type { MigrationRecord, MigrationRef, StageRun } from '../../contracts/migration/record.ts';
import type { MigrationProgress, MigratorResult, Stage } from '../../contracts/migration/result.ts';
import type { Asked } from '../../contracts/release.ts';
import type { Answer } from '../../contracts/verdict.ts';
import * as asking from '../asking.ts';
import { toInstant } from '../instants.ts';
import { sameValue } from '../same-value.ts';

type Stored = MigrationRecord | undefined;

/** The lock is taken when it is free, or nobody's, and the epoch rises by one. */
export const admitted = (stored: Stored, record: MigrationRecord): Stored =>
  stored === undefined || (stored.status === 'free' && stored.epoch === record.epoch - 1)
    ? { ...record, admittedAt: toInstant(record.admittedAt) }
    : undefined;

/** A lost answer must not lock a migration out of its own lock. */
export const isOwnAttempt = (stored: Stored, { holder }: Pick<MigrationRecord, 'holder'>): stored is MigrationRecord =>
  stored !== undefined && stored.holder === holder && isHeld(stored);

/** Somebody has the database, and will free it. */
export const isHeld = ({ status }: Pick<MigrationRecord, 'status'>): boolean => status !== 'free';

const isActive = (stored: Stored, { epoch }: Pick<MigrationRef, 'epoch'>): stored is MigrationRecord =>
  stored?.status === 'active' && stored.epoch === epoch;

const isSameJob = (run: StageRun | undefined, { stage, attempt }: StageRun): boolean =>
  run?.stage === stage && run.attempt === attempt;

const stages: readonly Stage[] = ['validate', 'plan', 'execute', 'verify', 'clean'];

/** The stages after this one. */
export const laterStages = (stage: Stage): readonly Stage[] => stages.slice(stages.indexOf(stage) + 1);

/** A function that is late begins nothing again: else nobody knew that there was an execution, and what it left. */
const isBack = (run: StageRun | undefined, { stage }: StageRun): boolean =>
  run !== undefined && laterStages(stage).includes(run.stage);

/** A Job that is named again keeps its `since` and how far it is; another Job has got nowhere yet. Stages never go back. */
export const running = (stored: Stored, ref: MigrationRef, run: StageRun): Stored => {
  if (!isActive(stored, ref) || isBack(stored.run, run)) return undefined;
  if (isSameJob(stored.run, run)) return stored;
  const { progress, progressAt, ...rest } = stored;
  return { ...rest, run };
};

export const progressed = (stored: Stored, ref: MigrationRef, progress: MigrationProgress, at: string): Stored =>
  isActive(stored, ref) ? { ...stored, progress, progressAt: at } : undefined;

/** The first answer of a stage stays. */
export const kept = (stored: Stored, ref: MigrationRef, result: MigratorResult): Stored =>
  isActive(stored, ref)
    ? { ...stored, results: { ...stored.results, [result.stage]: stored.results?.[result.stage] ?? result } }
    : undefined;

export const asked = (stored: Stored, ref: MigrationRef, question: Asked): Stored =>
  asking.asking(stored, ref.epoch, question);

export const answered = (stored: Stored, answer: Answer, epoch?: number): Stored =>
  asking.answered(stored, answer, epoch);

/** Nothing is begun any more; the first cause stays. */
export const ended = (stored: Stored, because: string, epoch?: number): Stored =>
  stored !== undefined && isHeld(stored) && (epoch === undefined || epoch === stored.epoch)
    ? { ...stored, status: 'ending', endedBecause: stored.endedBecause ?? because }
    : undefined;

/** A conclusion is repeatable, and never rewrites how a migration ended. */
export const concluded = (
  stored: Stored,
  ref: MigrationRef,
  conclusion: NonNullable<MigrationRecord['conclusion']>,
): Stored => {
  if (stored === undefined || stored.epoch !== ref.epoch) return undefined;
  return isHeld(stored) || sameValue(stored.conclusion, conclusion)
    ? { ...stored, status: 'free', conclusion }
    : undefined;
};
