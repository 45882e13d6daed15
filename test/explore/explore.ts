import { Actors } from './actors.ts';
import { constantPorts } from './constant-ports.ts';
import type { SecondPush } from './facts.ts';
import { Machine } from './machine.ts';
import { ProcessStates } from './process-states.ts';
import { programs } from './programs.ts';
import { type Found, Search } from './search.ts';
import type { State } from './state.ts';
import { Successors } from './successors.ts';
import type { Bound } from './troubles.ts';
import { shownWorld } from './words.ts';
import { whatIsWrongWhenQuiet, whatIsWrongWithPatience } from './world.ts';

export const machineFile = 'statemachines/release.asl.yml';

export interface Exploration {
  readonly bound: Bound;
  readonly secondPush: SecondPush;
  /** The steps by which users move, in percent; the last is 100. */
  readonly weights: readonly number[];
  readonly maxStates: number;
  /** The functions that calls fail and die in; all, unless said. */
  readonly strikes?: readonly string[];
  /** Takes away the assumption that functions are over when the next release moves its first users. */
  readonly slowFunctions?: boolean;
}
export interface Explored extends Found {
  readonly seconds: number;
  readonly localStates: number;
  readonly worlds: number;
}

/** Visits every interleaving within the bound. */
export const explore = async (
  { secondPush, weights, maxStates, ...limits }: Exploration,
  {
    edit,
    progress,
  }: { edit?: (text: string) => string; progress?: (states: number, transitions: number, done: number) => void } = {},
): Promise<Explored> => {
  const began = performance.now();
  const processes = new ProcessStates(programs, constantPorts(secondPush, weights));
  const actors = new Actors(processes, new Machine(machineFile, edit));
  const worldOf = (state: State) => actors.worldOf(state);
  const tell = (said: string, before: State, after: State) =>
    before.world === after.world ? said : `${said}\n      → ${shownWorld(worldOf(after))}`;
  const search = new Search(
    new Successors(actors, limits),
    (state) =>
      whatIsWrongWhenQuiet(worldOf(state)) ?? whatIsWrongWithPatience(worldOf(state), state.account, secondPush),
    {
      ...{ maxStates, tell },
      ...(progress === undefined ? {} : { progress }),
    },
  );
  const found = await search.run();
  const seconds = (performance.now() - began) / 1000;
  return { ...found, seconds, localStates: processes.size, worlds: actors.worlds.size };
};
