import { openQuestion } from '../../../src/domain/asking.ts';
import { isHeld } from '../../../src/domain/migration/lock.ts';
import type { Draft } from '../state.ts';
import { pushedBit, type Trouble } from '../troubles.ts';
import type { Ways as AllWays } from '../ways.ts';
import { personAskedBy } from './checks.ts';
import { endJob } from './cluster.ts';
import { database, executionOfRelease, now, releaseRecord } from './facts.ts';
import { isAlive, type Job, type JobEnd, type MigrationWorld, nameOf, withJob } from './world.ts';

type Ways = AllWays<MigrationWorld>;

const changes = (ways: Ways, words: string, how: (world: MigrationWorld) => MigrationWorld, trouble?: Trouble): void =>
  ways.add(
    () => words,
    (draft) => ways.actors.change(draft, words, how),
    trouble,
  );

const endings: readonly {
  readonly end: JobEnd;
  readonly trouble?: Trouble;
  readonly stages?: readonly Job['stage'][];
}[] = [
  { end: 'passed' },
  { end: 'nothing', trouble: 'nothing', stages: ['validate'] },
  { end: 'refused', trouble: 'refuse', stages: ['validate', 'plan', 'execute', 'verify'] },
  { end: 'failed', trouble: 'fail', stages: ['validate', 'plan', 'execute', 'verify'] },
  { end: 'killed', trouble: 'kill' },
];

const runs = (ways: Ways, job: Job): void => {
  const name = nameOf(job);
  if (job.state === 'starting')
    changes(ways, `${name} begins to run`, (world) => withJob(world, { ...job, state: 'running' }));
  for (const { end, trouble, stages } of endings)
    if (
      job.state === 'running' &&
      (stages?.includes(job.stage) ?? true) &&
      (trouble === undefined || ways.may(trouble))
    )
      changes(ways, `${name} ends: ${end}`, (world) => endJob(world, job, end), trouble);
};

/** Jobs go their way; a deleted one is gone some time later, and does its work or does not. */
export const jobs = (ways: Ways): void => {
  for (const job of Object.values(ways.actors.worldOf(ways.from).jobs)) {
    if (!isAlive(job)) continue;
    if (job.isDeleted) changes(ways, `the pod of ${nameOf(job)} is gone`, (world) => endJob(world, job, 'gone'));
    else runs(ways, job);
  }
};

/** A release that was aborted is over some time later, whoever still works for it. */
export const releaseEnds = (ways: Ways): void => {
  if (ways.actors.worldOf(ways.from).release === 'aborting')
    changes(ways, 'release 7 is over', (world) => ({ ...world, release: 'free' }));
};

/** The second migration: once the database is free, or (a trouble) at any time before. */
export const secondRequest = (ways: Ways): void => {
  const { actors, from } = ways;
  const [, second] = actors.rules.requests;
  if (second === undefined || (from.account & pushedBit) !== 0) return;
  const { record, executions } = actors.worldOf(from);
  const asks = (draft: Draft) => {
    draft.account |= pushedBit;
    second.ask(actors, draft, actors.tick(draft));
  };
  const isFree = record === null ? executions[executionOfRelease] !== 'RUNNING' : !isHeld(record);
  if (isFree) ways.add(() => second.words, asks);
  else if (ways.may('push')) ways.add(() => `${second.words} while another has the database`, asks, 'push');
};

/** A person answers what is asked: yes, some time, or (a trouble) no. */
export const answers = (ways: Ways): void => {
  const { actors, from } = ways;
  const { record } = actors.worldOf(from);
  if (record?.status !== 'active' || record.asked === undefined || openQuestion(record) === undefined) return;
  if (from.processes.some(({ local }) => actors.processes.programOf(local) === 'AnswerApproval')) return;
  const { question } = record.asked;
  const word = { service: record.migration.service, question, by: personAskedBy(record.epoch), at: now };
  const says = (said: 'yes' | 'no') => (draft: Draft) => actors.deliver(draft, 'AnswerApproval', { ...word, said });
  ways.add(() => `a person says yes to ${question}`, says('yes'));
  if (ways.may('reject')) ways.add(() => `a person says no to ${question}`, says('no'), 'reject');
};

const duplicates = (ways: Ways): void => {
  for (const process of ways.from.processes)
    if (process.first >= 0 && process.local === process.first && process.tries === 0)
      ways.add(
        () => `the event for ${ways.actors.processes.programOf(process.local)} is delivered twice`,
        (draft) => void draft.processes.push(process),
        'duplicate',
      );
};

const abortsRelease = (ways: Ways): void =>
  ways.add(
    () => 'release 7 is aborted',
    (draft) => {
      ways.actors.change(draft, 'release aborted', (world) => ({ ...world, release: 'aborting' }));
      ways.actors.deliver(draft, 'WakeSleeper', { record: releaseRecord('aborting'), because: 'an alarm fired' });
    },
    'alarm',
  );

/** What people and alarms do meanwhile. */
export const people = (ways: Ways): void => {
  const { record, release } = ways.actors.worldOf(ways.from);
  if (ways.may('duplicate')) duplicates(ways);
  if (ways.may('alarm') && release === 'active' && (record === null || record.epoch === 1)) abortsRelease(ways);
  if (ways.may('abort') && record !== null && isHeld(record))
    ways.add(
      () => `an operator ends migration ${record.epoch}`,
      (draft) => ways.actors.deliver(draft, 'OperatorEnds', { database, reason: 'told to' }),
      'abort',
    );
};

/** It runs every few minutes: at last when nothing else does, or (a trouble) in between. */
export const reconciles = (ways: Ways, isQuiet: boolean): void => {
  const { record } = ways.actors.worldOf(ways.from);
  if (record === null || !isHeld(record)) return;
  const runsNow = (draft: Draft) => ways.actors.deliver(draft, 'Reconcile', { time: now });
  if (isQuiet) ways.add(() => 'reconcile runs', runsNow);
  else if (ways.may('reconcile')) ways.add(() => 'reconcile runs', runsNow, 'reconcile');
};
