import { Machine } from '../machine.ts';
import { type Explored, type Manner, visit } from '../visit.ts';
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
export const explore = (
  { setting, ...limits }: MigrationExploration,
  { edit, progress }: Manner = {},
): Promise<Explored> =>
  visit(
    {
      ...{ programs, happenings, ports: constantPorts(setting), rules: rulesOfMigrations(setting), shown: shownWorld },
      machine: new Machine(machineFile, timesOfMigrations, edit),
      wrongWhenQuiet: (world, account) => whatIsWrongWhenQuiet(world) ?? whatIsWrongWithPatience(world, account),
    },
    limits,
    progress,
  );
