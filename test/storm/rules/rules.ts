import type { Played } from '../play.ts';
import { databaseIsFree, schemaFitsVersion } from './database-at-rest.ts';
import { nobodyWaits, noPushIsLost } from './pushes.ts';
import { reactsInTime } from './reaction.ts';
import type { Rule, Violation } from './rule.ts';
import { usersAreServed } from './served-users.ts';
import {
  comesToRest,
  emulatorIsSound,
  historyIsWhole,
  lockIsFree,
  usersAreWhereDue,
  weightHasPods,
} from './world-at-rest.ts';

const rules: Readonly<Record<string, Rule>> = {
  comesToRest,
  lockIsFree,
  historyIsWhole,
  usersAreWhereDue,
  weightHasPods,
  usersAreServed,
  reactsInTime,
  noPushIsLost,
  nobodyWaits,
  emulatorIsSound,
  databaseIsFree,
  schemaFitsVersion,
};

/** All that is wrong with how a story ended. */
export const violationsOf = (played: Played): readonly Violation[] =>
  Object.entries(rules).flatMap(([rule, broken]) => broken(played).map((what) => ({ rule, what })));
