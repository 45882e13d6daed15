import type { Unseen } from '../contracts/evidence.ts';
import type { MigrationTurn, MigrationVerdict } from '../contracts/migration/turns.ts';
import { secondsBetween } from '../domain/instants.ts';
import { isUnseen } from '../domain/judgement/is-unseen.ts';
import {
  freeDiskOf,
  hinderedPauseSeconds,
  hinderedSeconds,
  hindranceOf,
  judgeDryRun,
} from '../domain/migration/judge-dry-run.ts';
import type { Storage } from '../ports/storage.ts';
import { type Reconsider, runStage, type StageLook, type StagePorts } from './run-stage.ts';
import { orUnseen } from './seen.ts';

export interface DryRunPorts extends StagePorts {
  readonly storage: Storage;
}

/** While a transaction is open, or a replica is behind, the dry run is repeated for some minutes. */
const unlessItPasses =
  ({ startedAt, now }: MigrationTurn): Reconsider =>
  (result, { migration }) => {
    const hindrance = hindranceOf(result, migration.terms);
    if (hindrance === null || secondsBetween(startedAt, now) >= hinderedSeconds) return null;
    return { because: hindrance.because, pauseSeconds: hinderedPauseSeconds };
  };

type Looked = Extract<StageLook, { kind: 'answered' }>;

/** By the server's own word, else by CloudWatch's where the policy names an RDS instance. */
const freeDisk = async ({ result, record }: Looked, now: string, storage: Storage): Promise<number | Unseen> => {
  if (result.outcome === 'refused') return { unseen: 'the dry run was refused' };
  const told = freeDiskOf(result);
  const { rdsInstance } = record.migration.terms;
  if (!isUnseen(told) || rdsInstance === undefined) return told;
  const measured = await orUnseen(storage.freeBytes(rdsInstance, now));
  return measured ?? { unseen: `CloudWatch has no FreeStorageSpace of ${rdsInstance}` };
};

/** Looks at the real database, changing nothing: may it be done now, and does a person have to agree? */
export const dryRunMigration = async (turn: MigrationTurn, ports: DryRunPorts): Promise<MigrationVerdict> => {
  const look = await runStage(turn, 'plan', ports, unlessItPasses(turn));
  if (look.kind !== 'answered') return look.verdict;
  return judgeDryRun(look.result, look.record, await freeDisk(look, turn.now, ports.storage), turn.now);
};
