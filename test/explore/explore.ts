import { whatIsWrongWhenQuiet, whatIsWrongWithPatience } from './checks.ts';
import { constantPorts } from './constant-ports.ts';
import type { Setting } from './facts.ts';
import { Machine } from './machine.ts';
import { programs } from './programs.ts';
import { rulesOfReleases } from './rules-of-releases.ts';
import { timesOfReleases } from './times-of-releases.ts';
import { type Explored, type Manner, visit } from './visit.ts';
import type { Limits } from './ways.ts';
import { waysOfExecution } from './ways-of-executions.ts';
import { answers, people, pushes, reconciles } from './ways-of-others.ts';
import { surroundings } from './ways-of-surroundings.ts';
import { shownWorld } from './words.ts';

export const machineFile = 'statemachines/release.asl.yml';

export interface Exploration extends Limits {
  readonly setting: Setting;
  readonly maxStates: number;
}

const happenings = {
  execution: waysOfExecution,
  byThemselves: [surroundings, pushes, answers],
  ...{ people, reconciles },
};

/** Visits every interleaving of two releases of one service within the bound. */
export const explore = ({ setting, ...limits }: Exploration, { edit, progress }: Manner = {}): Promise<Explored> =>
  visit(
    {
      ...{ programs, happenings, ports: constantPorts(setting), rules: rulesOfReleases(setting), shown: shownWorld },
      machine: new Machine(machineFile, timesOfReleases, edit),
      wrongWhenQuiet: (world, account) =>
        whatIsWrongWhenQuiet(world) ?? whatIsWrongWithPatience(world, account, setting),
    },
    limits,
    progress,
  );
