import type { Bound, Trouble } from '../troubles.ts';
import type { MigrationExploration } from './explore.ts';
import type { Setting } from './facts.ts';

/** One exploration of the default run, in words. */
export interface MigrationPart {
  readonly name: string;
  readonly exploration: MigrationExploration;
}

/** What functions, calls and operators of AWS do. */
const failures: readonly Trouble[] = ['crash', 'lost', 'throttle', 'stop'];
/** What people, alarms and Jobs do. */
const happenings: readonly Trouble[] = ['alarm', 'abort', 'push', 'kill', 'fail', 'refuse', 'nothing', 'lag'];
/** What comes late, or once more. */
const late: readonly Trouble[] = ['stray', 'redrive', 'duplicate', 'reconcile'];
/** What people say, or do not, where one of them must agree. */
const words: readonly Trouble[] = ['reject', 'silence'];

/** All that may happen to migrations. */
export const migrationTroubles: readonly Trouble[] = [...failures, ...happenings, ...late, ...words];

const partOf = (name: string, bound: Bound, setting: Setting, maxStates: number): MigrationPart => ({
  name: `migrations, ${name}`,
  exploration: { bound, setting, maxStates },
});

const oneOfEach = (...groups: (readonly Trouble[])[]): Bound => groups.map((kinds) => ({ most: 1, kinds }));

const pairs: Bound = [{ most: 2, kinds: [...failures, ...happenings] }];
const alone: Setting = { approval: 'never' };
const agreed: Setting = { approval: 'always' };

/** The functions that start what another stage, or a function that is late, could take for its own. */
const starters = ['DryRunMigration', 'ExecuteMigration'];

const withLateFunctions = (maxStates: number): MigrationPart => {
  const ends = oneOfEach(['stray'], ['abort', 'stop', 'alarm']);
  const part = partOf('a function that is late, and what ends a migration early', ends, alone, maxStates);
  return { ...part, exploration: { ...part.exploration, strikes: starters } };
};

/** The default run: pairs of what happens, functions that are late, and what people say. */
export const migrationParts = (maxStates: number): readonly MigrationPart[] => [
  partOf('every pair of troubles but of what is late', pairs, alone, maxStates),
  withLateFunctions(maxStates),
  partOf('a stop and a redrive', oneOfEach(['stop'], ['redrive']), { ...alone, trustsDatabase: true }, maxStates),
  partOf('any one trouble', oneOfEach(migrationTroubles), alone, maxStates),
  partOf('a person must agree, and any one trouble', oneOfEach(migrationTroubles), agreed, maxStates),
  partOf(
    'a person says no, or nothing, and what ends it',
    oneOfEach(words, ['abort', 'stop', 'crash']),
    agreed,
    maxStates,
  ),
];

/** All of these troubles together, each at most once. */
export const migrationPartWith = (kinds: readonly Trouble[], maxStates: number): MigrationPart =>
  partOf(kinds.join(', '), [{ most: kinds.length, kinds }], agreed, maxStates);
