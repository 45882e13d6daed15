import { MigrationTurn, type MigrationVerdict } from '../contracts/migration/turns.ts';
import { handle } from './handle.ts';

/** How often each verdict was given. */
export const verdictCount = ({ kind }: MigrationVerdict) => ({ [`MigrationVerdict.${kind}`]: 1 });

/** A stage of the state machine `migration`: it looks once, and answers a verdict. */
export const migrationJudge = (act: (turn: MigrationTurn) => Promise<MigrationVerdict>) =>
  handle({ input: MigrationTurn, act, count: verdictCount });
