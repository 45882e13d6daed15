import { openQuestion } from '../../src/domain/asking.ts';
import { backingOff } from './actors.ts';
import { asleep } from './bells.ts';
import type { Draft, Execution } from './state.ts';
import { hears, redrive, stop } from './waking.ts';
import type { Ways } from './ways.ts';
import { isCaughtUp, type World } from './world.ts';

const isLong = ({ actors }: Pick<Ways, 'actors'>, { at }: Execution, isBackingOff: boolean): boolean => {
  const doing = actors.machine.doing(at);
  return isBackingOff || (doing.kind === 'wait' && doing.outlivesProcesses);
};

const grownOld = (world: World): World => (world.back === 'fresh' ? { ...world, back: 'old' } : world);

/**
 * Kubernetes and the load balancer controller have done what a step waits for when its wait is over, but for the trouble that
 * they are slow. What the controller has read it writes within a long wait, as a function does.
 */
const endsEarly = (
  { actors, from }: Ways,
  execution: Execution,
  isBackingOff: boolean,
): 'never' | 'lag' | undefined => {
  const { machine } = actors;
  const world = actors.worldOf(from);
  if (isLong({ actors }, execution, isBackingOff) && world.controllerHas !== undefined) return 'never';
  const forward = machine.positions.valueOf(execution.at).state === 'LookAgain';
  return forward && !isCaughtUp(world) ? 'lag' : undefined;
};

/** A wait that outlives processes ends when all are over that ran when it began. */
const waits = (ways: Ways, index: number, execution: Execution, what: string): void => {
  const { actors, from } = ways;
  const { machine } = actors;
  const bit = 1 << execution.name;
  if (from.processes.some(({ marks }) => (marks & bit) !== 0)) return;
  const isBackingOff = execution.tries === backingOff;
  if (execution.tries === asleep) return;
  if (!isBackingOff && machine.doing(execution.at).kind !== 'wait') return;
  const early = endsEarly(ways, execution, isBackingOff);
  if (early === 'never' || (early === 'lag' && !ways.may('lag'))) return;
  const goesOn = (draft: Draft) => {
    draft.executions.splice(index, 1);
    if (isLong(ways, execution, isBackingOff)) actors.change(draft, 'long wait', grownOld);
    const next = isBackingOff ? { tries: backingOff + 1 } : { at: machine.waited(execution.at), tries: 0 };
    actors.place(draft, { ...execution, ...next });
  };
  ways.add(() => (isBackingOff ? `the last retry of ${what} begins` : `the wait ${what} is over`), goesOn, early);
};

/** It looks again by itself. That people stay silent until their time is over is a trouble: else somebody answers before. */
const timesOut = (ways: Ways, index: number, execution: Execution, what: string): void => {
  const { actors, from } = ways;
  const doing = actors.machine.doing(execution.at);
  if (doing.kind !== 'task' || doing.callback?.timesOut !== true) return;
  const { isLast } = doing.callback;
  const bit = 1 << execution.name;
  if (isLast && from.processes.some(({ marks }) => (marks & bit) !== 0)) return;
  const { record } = actors.worldOf(from);
  const isSilence = isLast && record !== null && record.status === 'active' && openQuestion(record) !== undefined;
  if (isSilence && !ways.may('silence')) return;
  const looks = (draft: Draft) => {
    draft.executions.splice(index, 1);
    actors.failed(draft, { ...execution, tries: 0 }, 'States.Timeout');
  };
  ways.add(() => `${what} looks again without an answer`, looks, isSilence ? 'silence' : undefined);
};

/** An execution's wait ends, or somebody stops it, or redrives it. */
export const waysOfExecution = (ways: Ways, index: number, execution: Execution): void => {
  const { machine, names } = ways.actors;
  const { state } = machine.positions.valueOf(execution.at);
  const name = names.valueOf(execution.name);
  if (!execution.stopped) {
    waits(ways, index, execution, `${state} of ${name}`);
    if (execution.tries === asleep) {
      hears(ways, index, execution, `${state} of ${name}`);
      timesOut(ways, index, execution, `${state} of ${name}`);
    }
    if (ways.may('stop'))
      ways.add(
        () => `somebody stops ${name} in ${state}`,
        (draft) => stop(ways, draft, index, execution),
        'stop',
      );
  } else if (ways.may('redrive'))
    ways.add(
      () => `somebody redrives ${name}: it enters ${state} again`,
      (draft) => redrive(ways, draft, index, execution),
      'redrive',
    );
};
