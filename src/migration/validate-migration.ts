import type { MigrationTurn, MigrationVerdict } from '../contracts/migration/turns.ts';
import { judgeValidation } from '../domain/migration/judge-stages.ts';
import { runStage, type StagePorts } from './run-stage.ts';

/** Looks whether the code that runs now could live with the new schema, and whether there is anything to do. */
export const validateMigration = async (turn: MigrationTurn, ports: StagePorts): Promise<MigrationVerdict> => {
  const look = await runStage(turn, 'validate', ports);
  return look.kind === 'answered' ? judgeValidation(look.result, look.record.migration.mode) : look.verdict;
};
