import type { Actors } from './actors.ts';
import type { Shared } from './rules.ts';
import type { Draft, Execution, State } from './state.ts';
import { type Limits, type Successor, Ways } from './ways.ts';
import { waysOfProcess } from './ways-of-processes.ts';

/** What happens besides functions and their calls. */
export interface Happenings<W extends Shared> {
  execution(ways: Ways<W>, index: number, execution: Execution): void;
  /** What comes by itself, some time. */
  readonly byThemselves: readonly ((ways: Ways<W>) => void)[];
  /** What people and events do, all of it trouble. */
  people(ways: Ways<W>): void;
  /** `isQuiet`: nothing else goes on by itself. */
  reconciles(ways: Ways<W>, isQuiet: boolean): void;
}

/** Every way on from a state: each process's next call, each wait's end, the next request, and each trouble within the bound. */
export class Successors<W extends Shared> {
  readonly #actors: Actors<W>;
  readonly #ways: Ways<W>;
  readonly #happenings: Happenings<W>;

  constructor(actors: Actors<W>, limits: Limits, happenings: Happenings<W>) {
    this.#actors = actors;
    this.#ways = new Ways(actors, limits);
    this.#happenings = happenings;
  }

  /** What comes first was just asked for; nothing else has happened. */
  first(): State {
    const draft: Draft = { world: this.#actors.first, account: 0, processes: [], executions: [], wrong: null };
    this.#actors.rules.requests[0]?.ask(this.#actors, draft, 1);
    return draft;
  }

  of(state: State): readonly Successor[] {
    const ways = this.#ways;
    const { execution: waysOfExecution, byThemselves, people, reconciles } = this.#happenings;
    ways.begin(state);
    for (const [index, process] of state.processes.entries())
      if (!isTwin(state, index)) waysOfProcess(ways, index, process);
    for (const [index, execution] of state.executions.entries()) waysOfExecution(ways, index, execution);
    for (const happen of byThemselves) happen(ways);
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
