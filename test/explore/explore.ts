import { Actors } from './actors.ts';
import { whatIsWrongWhenQuiet, whatIsWrongWithPatience } from './checks.ts';
import { constantPorts } from './constant-ports.ts';
import type { Setting } from './facts.ts';
import { Machine } from './machine.ts';
import { ProcessStates } from './process-states.ts';
import { programs } from './programs.ts';
import { rulesOfReleases } from './rules-of-releases.ts';
import { type Found, Search } from './search.ts';
import type { State } from './state.ts';
import { Successors } from './successors.ts';
import { timesOfReleases } from './times-of-releases.ts';
import type { Bound } from './troubles.ts';
import { waysOfExecution } from './ways-of-executions.ts';
import { answers, people, pushes, reconciles } from './ways-of-others.ts';
import { surroundings } from './ways-of-surroundings.ts';
import { shownWorld } from './words.ts';

export const machineFile = 'statemachines/release.asl.yml';

export interface Exploration {
  readonly bound: Bound;
  readonly setting: Setting;
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

const happeningsOfReleases = {
  execution: waysOfExecution,
  byThemselves: [surroundings, pushes, answers],
  ...{ people, reconciles },
};

/** Visits every interleaving within the bound. */
export const explore = async (
  { setting, maxStates, ...limits }: Exploration,
  {
    edit,
    progress,
  }: { edit?: (text: string) => string; progress?: (states: number, transitions: number, done: number) => void } = {},
): Promise<Explored> => {
  const began = performance.now();
  const processes = new ProcessStates(programs, constantPorts(setting));
  const actors = new Actors(processes, new Machine(machineFile, timesOfReleases, edit), rulesOfReleases(setting));
  const worldOf = (state: State) => actors.worldOf(state);
  const tell = (said: string, before: State, after: State) =>
    before.world === after.world ? said : `${said}\n      → ${shownWorld(worldOf(after))}`;
  const search = new Search(
    new Successors(actors, limits, happeningsOfReleases),
    (state) => whatIsWrongWhenQuiet(worldOf(state)) ?? whatIsWrongWithPatience(worldOf(state), state.account, setting),
    {
      ...{ maxStates, tell },
      ...(progress === undefined ? {} : { progress }),
    },
  );
  const found = await search.run();
  const seconds = (performance.now() - began) / 1000;
  return { ...found, seconds, localStates: processes.size, worlds: actors.worlds.size };
};
