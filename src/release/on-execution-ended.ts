import * as z from 'zod/mini';
import type { ExecutionEnded } from '../contracts/events.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import { RecoverRequest } from '../contracts/turns.ts';
import { recoveryName } from '../domain/names.ts';
import { leftBehind } from '../domain/protocol.ts';
import type { Executions } from '../ports/executions.ts';
import { abortRelease, type RollBackPorts } from './roll-back.ts';

export interface Recovery {
  readonly outcome: 'recovering' | 'ignored';
  readonly because: string;
}

/** What the dead execution was about: its input names the service, or (a recovery) the release. */
interface Subject {
  readonly service: string;
  readonly recovers?: number;
}

const Started = z.object({ service: z.string() });

const subjectOf = (input: string | null | undefined): Subject | null => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(input ?? 'null');
  } catch {
    return null;
  }
  const recovery = z.safeParse(RecoverRequest, parsed);
  if (recovery.success) return { service: recovery.data.recover.service, recovers: recovery.data.recover.epoch };
  const started = z.safeParse(Started, parsed);
  return started.success ? { service: started.data.service } : null;
};

const startRecovery = async (
  record: ReleaseRecord,
  dead: string,
  because: string,
  executions: Executions,
): Promise<Recovery> => {
  const { service, epoch, release } = record;
  const name = recoveryName(service, epoch, dead);
  const retire = release.plan.at(-1);
  await executions.start(name, { recover: { service, epoch }, because, retire });
  return { outcome: 'recovering', because: `${because}; ${name} takes over` };
};

/** An execution that died with the lock in hand: users go back at once, and a new execution makes it final. */
export const onExecutionEnded = async (
  { detail }: ExecutionEnded,
  ports: RollBackPorts & { readonly executions: Executions },
): Promise<Recovery> => {
  const subject = subjectOf(detail.input);
  if (subject === null) return { outcome: 'ignored', because: `execution ${detail.name} was about no release` };
  const record = await ports.ledger.read(subject.service);
  if (record === undefined || !leftBehind(record, { name: detail.name, ...subject }))
    return { outcome: 'ignored', because: `execution ${detail.name} left nothing behind` };
  const because = `execution ${detail.name} ended ${detail.status} in the middle of the release`;
  await abortRelease(subject.service, { epoch: record.epoch, because }, ports);
  return startRecovery(record, detail.name, because, ports.executions);
};
