import { Actors } from './actors.ts';
import type { ConstantPorts } from './constant-ports.ts';
import type { Machine } from './machine.ts';
import { ProcessStates, type Program } from './process-states.ts';
import type { Rules, Shared } from './rules.ts';
import { type Found, Search, type Limits as SearchLimits } from './search.ts';
import type { State } from './state.ts';
import { type Happenings, Successors } from './successors.ts';
import type { Limits } from './ways.ts';

/** What is explored: programs on a state machine, in a world that has rules. */
export interface Subject<W extends Shared> {
  readonly programs: Readonly<Record<string, Program>>;
  readonly ports: ConstantPorts;
  readonly machine: Machine;
  readonly rules: Rules<W>;
  readonly happenings: Happenings<W>;
  /** What must not be so when nothing goes on any more; null when all is well. */
  readonly wrongWhenQuiet: (world: W, account: number) => string | null;
  readonly shown: (world: W) => string;
}

export interface Explored extends Found {
  readonly seconds: number;
  readonly localStates: number;
  readonly worlds: number;
}

/** How it is explored: with a state machine that was changed, and telling how far it is. */
export interface Manner {
  readonly edit?: (text: string) => string;
  readonly progress?: SearchLimits['progress'];
}

/** Visits every interleaving within the bound. */
export const visit = async <W extends Shared>(
  subject: Subject<W>,
  { maxStates, ...limits }: Limits & Pick<SearchLimits, 'maxStates'>,
  progress: Manner['progress'],
): Promise<Explored> => {
  const began = performance.now();
  const processes = new ProcessStates(subject.programs, subject.ports);
  const actors = new Actors<W>(processes, subject.machine, subject.rules);
  const worldOf = (state: State) => actors.worldOf(state);
  const tell = (said: string, before: State, after: State) =>
    before.world === after.world ? said : `${said}\n      → ${subject.shown(worldOf(after))}`;
  const search = new Search(
    new Successors(actors, limits, subject.happenings),
    (state) => subject.wrongWhenQuiet(worldOf(state), state.account),
    { maxStates, tell, ...(progress === undefined ? {} : { progress }) },
  );
  const found = await search.run();
  const seconds = (performance.now() - began) / 1000;
  return { ...found, seconds, localStates: processes.size, worlds: actors.worlds.size };
};
