import { openQuestion } from '../../../src/domain/asking.ts';
import { isHeld } from '../../../src/domain/migration/lock.ts';
import { backingOff } from '../actors.ts';
import { asleep, takeBell } from '../bells.ts';
import type { Position } from '../machine.ts';
import type { Draft, Execution } from '../state.ts';
import { hears, redrive, stop } from '../waking.ts';
import type { Ways as AllWays } from '../ways.ts';
import { executionOfRelease } from './facts.ts';
import { passing } from './times.ts';
import { isAlive, isWanted, jobsOf, type MigrationWorld, nameOf } from './world.ts';

type Ways = AllWays<MigrationWorld>;

const goesOn = (world: MigrationWorld, epoch: number): boolean =>
  world.record?.epoch === epoch && world.record.status === 'active' && isWanted(world);

/** Whether who looks at its Job again would see nothing new, and do nothing. */
const isJobAsBefore = (world: MigrationWorld, epoch: number): boolean => {
  const run = world.record?.run;
  if (!goesOn(world, epoch) || run === undefined) return false;
  const job = world.jobs[nameOf({ ...run, epoch })];
  return job !== undefined && isAlive(job);
};

const isEnding = (world: MigrationWorld, epoch: number): boolean =>
  jobsOf(world, epoch).some((job) => isAlive(job) && (job.isDeleted === true || job.stage === 'clean'));

const isHeldByAnother = ({ record }: MigrationWorld, execution: string): boolean =>
  record !== null && isHeld(record) && record.holder !== execution;

/** Whether looking again would change nothing: then it is not worth a state. */
const isIdle = (world: MigrationWorld, { state, execution, variables }: Position): boolean => {
  const { epoch } = (variables['migration'] ?? { epoch: 0 }) as { epoch: number };
  if (state === 'LookAgain') return isJobAsBefore(world, epoch);
  if (state === 'CleanUpAgain') return isEnding(world, epoch);
  const isOver = execution === executionOfRelease && world.release !== 'active';
  return state === 'AwaitDatabase' && isHeldByAnother(world, execution) && !isOver;
};

const marked = ({ from }: Ways, { name }: Execution): boolean =>
  from.processes.some(({ marks }) => (marks & (1 << name)) !== 0);

const afterDays = (ways: Ways, index: number, execution: Execution, what: string): void => {
  const { actors } = ways;
  const late = (draft: Draft) => {
    draft.executions.splice(index, 1);
    actors.place(draft, { ...execution, at: actors.machine.waited(actors.machine.after(execution.at, passing.days)) });
  };
  if (ways.may('lag')) ways.add(() => `${what} is over when its step has taken too long`, late, 'lag');
};

const waits = (ways: Ways, index: number, execution: Execution, what: string): void => {
  const { actors, from } = ways;
  const position = actors.machine.positions.valueOf(execution.at);
  const world = actors.worldOf(from);
  const doing = actors.machine.doing(execution.at);
  const isLong = doing.kind === 'wait' && doing.outlivesProcesses;
  if (position.state === 'LookAgain') afterDays(ways, index, execution, what);
  if (isLong ? marked(ways, execution) : isIdle(world, position)) return;
  ways.add(
    () => `${what} is over${isLong ? ', a minute later' : ''}`,
    (draft) => {
      draft.executions.splice(index, 1);
      actors.place(draft, { ...execution, at: actors.machine.waited(execution.at), tries: 0 });
    },
  );
};

const epochIn = ({ variables }: Position): number => (variables['migration'] as { epoch: number }).epoch;

const triesAgain = (ways: Ways, index: number, execution: Execution, what: string): void => {
  if (marked(ways, execution)) return;
  ways.add(
    () => `the last retry of ${what} begins`,
    (draft) => {
      draft.executions.splice(index, 1);
      ways.actors.place(draft, { ...execution, tries: backingOff + 1 });
    },
  );
};

/** It looks again by itself, when there is news; that nobody answers until the time is over is a trouble. */
const timesOut = (ways: Ways, index: number, execution: Execution, what: string): void => {
  const { actors, from } = ways;
  const { machine } = actors;
  const doing = machine.doing(execution.at);
  if (doing.kind !== 'task' || doing.callback?.timesOut !== true) return;
  const world = actors.worldOf(from);
  const isOpen = world.record !== null && openQuestion(world.record) !== undefined;
  const looks = (at: number) => (draft: Draft) => {
    draft.executions.splice(index, 1);
    takeBell(actors, draft, execution);
    actors.failed(draft, { ...execution, at, tries: 0 }, 'States.Timeout');
  };
  if (!isOpen || !goesOn(world, epochIn(machine.positions.valueOf(execution.at))))
    ways.add(() => `${what} looks again by itself`, looks(execution.at));
  if (ways.may('silence'))
    ways.add(
      () => `${what} looks again when the time to answer is over`,
      looks(machine.after(execution.at, passing.days)),
      'silence',
    );
};

const stopped = (ways: Ways, index: number, execution: Execution, what: string): void => {
  if (ways.may('redrive'))
    ways.add(
      () => `somebody redrives ${what}`,
      (draft) => redrive(ways, draft, index, execution),
      'redrive',
    );
};

/** An execution's wait ends, or somebody stops it, or redrives it. */
export const waysOfExecution = (ways: Ways, index: number, execution: Execution): void => {
  const { machine, names } = ways.actors;
  const { state } = machine.positions.valueOf(execution.at);
  const what = `${state} of ${names.valueOf(execution.name)}`;
  if (execution.stopped) {
    stopped(ways, index, execution, what);
    return;
  }
  if (execution.tries === asleep) {
    hears(ways, index, execution, what);
    timesOut(ways, index, execution, what);
  } else if (execution.tries === backingOff) triesAgain(ways, index, execution, what);
  else if (machine.doing(execution.at).kind === 'wait') waits(ways, index, execution, what);
  if (ways.may('stop'))
    ways.add(
      () => `somebody stops ${what}`,
      (draft) => stop(ways, draft, index, execution),
      'stop',
    );
};
