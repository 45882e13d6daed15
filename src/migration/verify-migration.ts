import type { MigrationTurn, MigrationVerdict } from '../contracts/migration/turns.ts';
import { judgeVerification } from '../domain/migration/judge-stages.ts';
import { runStage, type StagePorts } from './run-stage.ts';

/** Looks whether the schema is what was planned, and whether anything of a copy is left. */
export const verifyMigration = async (turn: MigrationTurn, ports: StagePorts): Promise<MigrationVerdict> => {
  const look = await runStage(turn, 'verify', ports);
  return look.kind === 'answered' ? judgeVerification(look.result) : look.verdict;
};
