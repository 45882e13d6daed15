import { Actors } from '../actors.ts';
import type { Explored } from '../explore.ts';
import { Machine } from '../machine.ts';
import { ProcessStates } from '../process-states.ts';
import { Search } from '../search.ts';
import type { State } from '../state.ts';
import { Successors } from '../successors.ts';
import type { Limits } from '../ways.ts';
import { whatIsWrongWhenQuiet, whatIsWrongWithPatience } from './checks.ts';
import { constantPorts } from './constant-ports.ts';
import type { Setting } from './facts.ts';
import { programs } from './programs.ts';
import { rulesOfMigrations } from './rules.ts';
import { timesOfMigrations } from './times.ts';
import { waysOfExecution } from './ways-of-executions.ts';
import { answers, jobs, people, reconciles, releaseEnds, secondRequest } from './ways-of-others.ts';
import { shownWorld } from './words.ts';

export const machineFile = 'statemachines/migration.asl.yml';

export interface MigrationExploration extends Limits {
  readonly setting: Setting;
  readonly maxStates: number;
}

const happenings = {
  execution: waysOfExecution,
  byThemselves: [jobs, releaseEnds, secondRequest, answers],
  ...{ people, reconciles },
};

/** Visits every interleaving of two migrations of one database within the bound. */
export const explore = async (
  { setting, maxStates, ...limits }: MigrationExploration,
  {
    edit,
    progress,
  }: { edit?: (text: string) => string; progress?: (states: number, transitions: number, done: number) => void } = {},
): Promise<Explored> => {
  const began = performance.now();
  const processes = new ProcessStates(programs, constantPorts(setting));
  const actors = new Actors(processes, new Machine(machineFile, timesOfMigrations, edit), rulesOfMigrations(setting));
  const worldOf = (state: State) => actors.worldOf(state);
  const tell = (said: string, before: State, after: State) =>
    before.world === after.world ? said : `${said}\n      → ${shownWorld(worldOf(after))}`;
  const search = new Search(
    new Successors(actors, limits, happenings),
    (state) => whatIsWrongWhenQuiet(worldOf(state)) ?? whatIsWrongWithPatience(worldOf(state), state.account),
    { maxStates, tell, ...(progress === undefined ? {} : { progress }) },
  );
  const found = await search.run();
  const seconds = (performance.now() - began) / 1000;
  return { ...found, seconds, localStates: processes.size, worlds: actors.worlds.size };
};
