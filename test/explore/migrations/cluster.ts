import type { MigrationRef } from '../../../src/contracts/migration/record.ts';
import type { JobSight, MigratorJob } from '../../../src/ports/migrator-jobs.ts';
import { type Effect, type Models, told } from '../models/effect.ts';
import { resultOf } from './facts.ts';
import {
  isAlive,
  isWanted,
  type Job,
  type JobEnd,
  jobsOf,
  type MigrationWorld,
  nameOf,
  withJob,
  withoutJob,
} from './world.ts';

const identityOf = ({ ref, stage, attempt }: MigratorJob) => ({ epoch: ref.epoch, stage, attempt });

const isTooLate = (world: MigrationWorld, { ref, stage }: MigratorJob): boolean => {
  const { record, executed } = world;
  if (executed.includes(ref.epoch)) return false;
  if (record?.epoch !== ref.epoch || record.status === 'free') return true;
  return stage !== 'clean' && (record.status !== 'active' || !isWanted(world));
};

/** Only whether a copy had begun makes a difference to what it leaves: other Jobs run at once. */
const start = (world: MigrationWorld, asked: MigratorJob): Effect<MigrationWorld> => {
  const job = identityOf(asked);
  if (world.jobs[nameOf(job)] !== undefined) return told(world);
  const state = job.stage === 'execute' ? 'starting' : 'running';
  return told(withJob(world, { ...job, state, ...(isTooLate(world, asked) ? { isLate: true } : {}) }));
};

const sightOf = ({ state, stage, isDeleted }: Job): JobSight => {
  if (state === 'starting') return { state, stuck: null };
  if (state === 'running') return { state, progress: null };
  return isDeleted ? { state: 'absent' } : { state: 'ended', result: resultOf(stage, state as JobEnd), because: state };
};

const look = (world: MigrationWorld, asked: MigratorJob): Effect<MigrationWorld> => {
  const job = world.jobs[nameOf(identityOf(asked))];
  return told(world, job === undefined ? { state: 'absent' } : sightOf(job));
};

/** What has ended is gone at once; a pod that runs ends some time later. */
const remove = (world: MigrationWorld, { epoch }: MigrationRef): Effect<MigrationWorld> => {
  const jobs = jobsOf(world, epoch);
  const after = jobs.reduce(
    (left, job) => (isAlive(job) ? withJob(left, { ...job, isDeleted: true }) : withoutJob(left, job)),
    world,
  );
  return told(after, !jobs.some(isAlive));
};

/** Kubernetes Jobs of the migrator. */
export const cluster: Models<MigrationWorld> = { 'jobs.start': start, 'jobs.look': look, 'jobs.remove': remove };

/** An execution of what was executed before copies nothing. */
const leavesTriggers = ({ executed }: MigrationWorld, job: Job, state: JobEnd | 'gone'): boolean =>
  job.stage === 'execute' && job.state === 'running' && state !== 'passed' && !executed.includes(job.epoch);

const cleans = ({ stage }: Job, state: JobEnd | 'gone'): boolean =>
  state === 'passed' && (stage === 'execute' || stage === 'clean');

/** The Job's container ends in this way. */
export const endJob = (world: MigrationWorld, job: Job, state: JobEnd | 'gone'): MigrationWorld => {
  const { triggers, ...rest } = world;
  const isLeft = leavesTriggers(world, job, state) || (triggers === true && !cleans(job, state));
  const passed = state === 'passed' && world.record?.epoch === job.epoch ? [...world.passed, job.stage] : world.passed;
  const isExecuted = state === 'passed' && job.stage === 'execute' && !world.executed.includes(job.epoch);
  const executed = isExecuted ? [...world.executed, job.epoch] : world.executed;
  const after = {
    ...{ ...rest, passed: [...new Set(passed)].sort(), executed },
    ...(isLeft ? { triggers: true as const } : {}),
  };
  return state === 'gone' ? withoutJob(after, job) : withJob(after, { ...job, state });
};
