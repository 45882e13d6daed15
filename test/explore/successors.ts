import type { Actors } from './actors.ts';
import type { Draft, State } from './state.ts';
import { type Limits, type Successor, Ways } from './ways.ts';
import { waysOfExecution } from './ways-of-executions.ts';
import { answers, ask, people, pushes, reconciles } from './ways-of-others.ts';
import { waysOfProcess } from './ways-of-processes.ts';
import { surroundings } from './ways-of-surroundings.ts';

/** Every way on from a state: each process's next call, each wait's end, the next push, and each trouble within the bound. */
export class Successors {
  readonly #actors: Actors;
  readonly #ways: Ways;

  constructor(actors: Actors, limits: Limits) {
    this.#actors = actors;
    this.#ways = new Ways(actors, limits);
  }

  /** The first release was just asked for; nothing else has happened. */
  first(): State {
    const draft: Draft = { world: this.#actors.first, account: 0, processes: [], executions: [], wrong: null };
    ask({ actors: this.#actors }, draft, 1, 1);
    return draft;
  }

  of(state: State): readonly Successor[] {
    const ways = this.#ways;
    ways.begin(state);
    for (const [index, process] of state.processes.entries())
      if (!isTwin(state, index)) waysOfProcess(ways, index, process);
    for (const [index, execution] of state.executions.entries()) waysOfExecution(ways, index, execution);
    surroundings(ways);
    pushes(ways);
    answers(ways);
    const isQuiet = ways.found.every(({ isTrouble }) => isTrouble);
    people(ways);
    reconciles(ways, isQuiet);
    return ways.found;
  }
}

/** Whether an equal process came before: whichever of them goes on makes no difference. */
const isTwin = ({ processes }: State, index: number): boolean => {
  const process = processes[index];
  return processes.some(
    (other, at) =>
      at < index &&
      other.local === process?.local &&
      other.owner === process.owner &&
      other.tries === process.tries &&
      other.marks === process.marks,
  );
};
