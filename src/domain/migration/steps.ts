import type { MigrationMode, MigrationStep, MigrationTerms } from '../../contracts/migration/record.ts';
import type { Stage } from '../../contracts/migration/result.ts';

const plans: Readonly<Record<MigrationMode, readonly MigrationStep[]>> = {
  expand: ['validate', 'dryRun', 'execute', 'verify', 'record'],
  contract: ['validate', 'contract', 'dryRun', 'execute', 'verify', 'record'],
};

/** What a migration does in turn: a schema is made narrower only when nothing needs the old shape. */
export const stepsOf = (mode: MigrationMode): readonly MigrationStep[] => plans[mode];

/** Nothing but a copy takes longer than this. */
const usualSeconds = 30 * 60;

/** So long a stage may take, with all its attempts. */
export const limitSeconds = (stage: Stage, { withinSeconds }: Pick<MigrationTerms, 'withinSeconds'>): number =>
  stage === 'execute' ? withinSeconds : usualSeconds;
