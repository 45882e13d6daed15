import { takeBell } from './bells.ts';
import type { Shared } from './rules.ts';
import type { Draft, Execution } from './state.ts';
import type { Ways } from './ways.ts';

/** Its functions go on, and somebody is told. */
export const stop = <W extends Shared>(
  { actors }: Ways<W>,
  draft: Draft,
  index: number,
  execution: Execution,
): void => {
  const bit = 1 << execution.name;
  draft.executions[index] = { ...execution, stopped: true, tries: 0 };
  draft.processes = draft.processes.map((process) => ({
    ...process,
    owner: process.owner === execution.name ? -1 : process.owner,
    marks: process.marks & ~bit,
  }));
  takeBell(actors, draft, execution);
  actors.over(draft, execution, 'ABORTED');
};

/** It enters the state again in which it was stopped. */
export const redrive = <W extends Shared>(
  { actors }: Ways<W>,
  draft: Draft,
  index: number,
  execution: Execution,
): void => {
  const name = actors.names.valueOf(execution.name);
  draft.executions.splice(index, 1);
  actors.change(draft, `${name} RUNNING`, (world) => ({
    ...world,
    executions: { ...world.executions, [name]: 'RUNNING' },
  }));
  const at = actors.machine.reenter(execution.at, actors.tick(draft));
  actors.place(draft, { ...execution, at, stopped: false });
};

/** The answer to its token wakes who waits for one. */
export const hears = <W extends Shared>(ways: Ways<W>, index: number, execution: Execution, what: string): void => {
  const { actors, from } = ways;
  const { heard } = actors.worldOf(from).bells?.[actors.names.valueOf(execution.name)] ?? {};
  const wakes = (draft: Draft) => {
    draft.executions.splice(index, 1);
    if (heard === 'abort') actors.failed(draft, { ...execution, tries: 0 }, 'ReleaseAborted');
    else {
      takeBell(actors, draft, execution);
      const nothing = actors.processes.values.idOf({});
      actors.place(draft, { ...execution, at: actors.machine.succeeded(execution.at, nothing, {}), tries: 0 });
    }
  };
  if (heard !== undefined) ways.add(() => `the bell of ${what} rings (${heard})`, wakes);
};
