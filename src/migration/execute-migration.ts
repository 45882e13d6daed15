import type { MigrationTurn, MigrationVerdict } from '../contracts/migration/turns.ts';
import { alarmsIn } from '../domain/alarms-in.ts';
import { isUnseen } from '../domain/judgement/is-unseen.ts';
import { judgeExecution } from '../domain/migration/judge-stages.ts';
import type { Evidence } from '../ports/evidence.ts';
import { runStage, type StageLook, type StagePorts } from './run-stage.ts';
import { orUnseen } from './seen.ts';

export interface ExecutePorts extends StagePorts {
  readonly evidence: Pick<Evidence, 'alarms'>;
}

type Running = Extract<StageLook, { kind: 'running' }>;

const told = (verdict: MigrationVerdict, more: string): MigrationVerdict => ({
  ...verdict,
  because: `${verdict.because}; ${more}`,
});

/** The copy stands still while an incident lasts, and goes on afterwards; nobody's silence changes anything. */
const pauseOnIncident = async (
  { job, verdict }: Running,
  { evidence, jobs }: ExecutePorts,
): Promise<MigrationVerdict> => {
  const { incidents } = job.migration.terms;
  if (incidents.length === 0) return verdict;
  const readings = await orUnseen(evidence.alarms(incidents));
  if (isUnseen(readings)) return told(verdict, `nobody knows whether an incident lasts: ${readings.unseen}`);
  const firing = alarmsIn('firing', readings);
  await jobs.pause(job, firing !== '');
  return firing === '' ? verdict : told(verdict, `paused while an incident lasts: ${firing}`);
};

/** Runs what is pending, with the copy of large tables beside their users, and tells how far it is. */
export const executeMigration = async (turn: MigrationTurn, ports: ExecutePorts): Promise<MigrationVerdict> => {
  const look = await runStage(turn, 'execute', ports);
  if (look.kind === 'answered') return judgeExecution(look.result);
  return look.kind === 'running' ? pauseOnIncident(look, ports) : look.verdict;
};
