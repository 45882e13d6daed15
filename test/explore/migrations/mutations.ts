import type { MigrationExploration } from './explore.ts';
import type { MigrationMutation } from './mutation.ts';
import { endings } from './mutations-of-endings.ts';
import { fences, people } from './mutations-of-fences.ts';

/** Every rule of migrations that the sources can lose, each with the trouble that shows it. */
export const migrationMutations: readonly MigrationMutation[] = [...fences, ...people, ...endings];

export const explorationOf = (
  { bound, approval = 'never' }: MigrationMutation,
  maxStates: number,
): MigrationExploration => ({
  ...{ bound, setting: { approval }, maxStates },
});
