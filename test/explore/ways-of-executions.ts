import { backingOff } from './actors.ts';
import type { Draft, Execution } from './state.ts';
import type { Ways } from './ways.ts';
import { isCaughtUp, type World } from './world.ts';

const stop = ({ actors }: Ways, draft: Draft, index: number, execution: Execution): void => {
  const bit = 1 << execution.name;
  draft.executions[index] = { ...execution, stopped: true, tries: 0 };
  draft.processes = draft.processes.map((process) => ({
    ...process,
    owner: process.owner === execution.name ? -1 : process.owner,
    marks: process.marks & ~bit,
  }));
  actors.over(draft, execution, 'ABORTED');
};

const redrive = ({ actors }: Ways, draft: Draft, index: number, execution: Execution): void => {
  const name = actors.names.valueOf(execution.name);
  draft.executions.splice(index, 1);
  actors.change(draft, `${name} RUNNING`, (world) => ({
    ...world,
    executions: { ...world.executions, [name]: 'RUNNING' },
  }));
  const at = actors.machine.reenter(execution.at, actors.tick(draft));
  actors.place(draft, { ...execution, at, stopped: false });
};

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

/** An execution's wait ends, or somebody stops it, or redrives it. */
export const waysOfExecution = (ways: Ways, index: number, execution: Execution): void => {
  const { machine, names } = ways.actors;
  const { state } = machine.positions.valueOf(execution.at);
  const name = names.valueOf(execution.name);
  if (!execution.stopped) {
    waits(ways, index, execution, `${state} of ${name}`);
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
