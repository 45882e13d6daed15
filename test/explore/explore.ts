import { Actors } from './actors.ts';
import { constantPorts } from './constant-ports.ts';
import { colorOf, type SecondPush, versions } from './facts.ts';
import { Machine } from './machine.ts';
import { ProcessStates } from './process-states.ts';
import { programs } from './programs.ts';
import { type Found, Search } from './search.ts';
import type { State } from './state.ts';
import { Successors } from './successors.ts';
import type { Bound } from './troubles.ts';
import { type World, whatIsWrongWhenQuiet, whatIsWrongWithPatience } from './world.ts';

export const machineFile = 'statemachines/release.asl.yml';

export interface Exploration {
  readonly bound: Bound;
  readonly secondPush: SecondPush;
  readonly maxStates: number;
}
export interface Explored extends Found {
  readonly seconds: number;
  readonly localStates: number;
  readonly worlds: number;
}

const shownWorld = ({ record, weights, environments, flags }: World): string => {
  const users = Object.entries(weights)
    .map(([group, weight]) => `${colorOf[group]} ${weight} %`)
    .join(', ');
  const running = Object.entries(environments)
    .filter(([, deployed]) => deployed !== null)
    .map(
      ([name, deployed]) =>
        `${name.replace('orders-', '')} runs ${versions.find(({ digest }) => digest === deployed?.digest)?.tag}`,
    );
  const on = Object.entries(flags)
    .filter(([, flag]) => flag['enabled'] === true)
    .map(([key, flag]) => key + (flag['by'] ? ' (a person)' : ''));
  const lock = record === null ? 'no record' : `release ${record.epoch} ${record.status}`;
  return [lock, `users: ${users}`, running.join(', '), `flags on: ${on.join(', ') || 'none'}`].join(' · ');
};

/** Visits every interleaving within the bound. */
export const explore = async (
  { secondPush, maxStates, bound }: Exploration,
  {
    edit,
    progress,
  }: { edit?: (text: string) => string; progress?: (states: number, transitions: number, done: number) => void } = {},
): Promise<Explored> => {
  const began = performance.now();
  const processes = new ProcessStates(programs, constantPorts(secondPush));
  const actors = new Actors(processes, new Machine(machineFile, edit));
  const worldOf = (state: State) => actors.worldOf(state);
  const tell = (said: string, before: State, after: State) =>
    before.world === after.world ? said : `${said}\n      → ${shownWorld(worldOf(after))}`;
  const search = new Search(
    new Successors(actors, bound),
    (state) => whatIsWrongWhenQuiet(worldOf(state)) ?? whatIsWrongWithPatience(worldOf(state), state.account),
    {
      ...{ maxStates, tell },
      ...(progress === undefined ? {} : { progress }),
    },
  );
  const found = await search.run();
  const seconds = (performance.now() - began) / 1000;
  return { ...found, seconds, localStates: processes.size, worlds: actors.worlds.size };
};
