import type { Actors } from '../actors.ts';
import type { Rules } from '../rules.ts';
import type { Draft } from '../state.ts';
import { half, isWrite, perform, whatIsWrongWith } from './calls.ts';
import { whatIsWrongNow, whatIsWrongToAnswer } from './checks.ts';
import { executionByHand, executionOfRelease, otherService, release, type Setting } from './facts.ts';
import { called, who } from './words.ts';
import { type MigrationWorld, worldAtFirst } from './world.ts';

const requestOf = (words: string, name: string, input: object) => ({
  words,
  ask: (actors: Actors<MigrationWorld>, draft: Draft) => actors.start(draft, name, input),
});

/** Two migrations of one database: a release's, and one of another service that is started by hand. */
export const rulesOfMigrations = (setting: Setting): Rules<MigrationWorld> => ({
  first: worldAtFirst(setting),
  requests: [
    requestOf('release 7 starts its migration', executionOfRelease, { service: release.service, release }),
    requestOf('somebody starts a migration of billing', executionByHand, { service: otherService, tag: '1.0.0' }),
  ],
  ...{ perform, half, isWrite, whatIsWrongNow, whatIsWrongWith, whatIsWrongToAnswer, who, called },
  epochOf: ({ record }) => record?.epoch ?? 0,
  isAttached: () => false,
  comesLater: () => false,
  mayStray: ({ program }) => program !== 'CleanUpMigration',
  endOf: (name, status) => ({ program: 'OnExecutionEnded', input: { detail: { name, status } } }),
});
