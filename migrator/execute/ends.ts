import type { Gate, MigratorResult } from '../../src/contracts/migration/result.ts';

/** What running a statement tells of the rows; or why it was not done. */
export type RunEnd = { readonly rowsCopied?: number; readonly rowsCompared?: number } | MigratorResult;

/** The stage's answer when a gate says no. */
export const refusedBy = (gate: Gate, because: string): MigratorResult => ({
  outcome: 'refused',
  stage: 'execute',
  gate,
  because,
});
