import * as z from 'zod/mini';
import type { ExecutionEnded } from '../contracts/events.ts';
import { RecoverRequest } from '../contracts/turns.ts';
import { leftBehind } from '../domain/protocol.ts';
import type { Recovery } from '../recovery/reconciled.ts';
import { type TakeOverPorts, takeOver } from './take-over.ts';

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

/** An execution that died with the lock in hand: users go back at once, and a new execution makes it final. */
export const onExecutionEnded = async ({ detail }: ExecutionEnded, ports: TakeOverPorts): Promise<Recovery> => {
  const subject = subjectOf(detail.input);
  if (subject === null) return { outcome: 'ignored', because: `execution ${detail.name} was about no release` };
  const record = await ports.ledger.read(subject.service);
  if (record === undefined || !leftBehind(record, { name: detail.name, ...subject }))
    return { outcome: 'ignored', because: `execution ${detail.name} left nothing behind` };
  const because = `execution ${detail.name} ended ${detail.status} in the middle of the release`;
  const recovery = await takeOver(record, detail.name, because, ports);
  return { outcome: 'recovering', because: `${because}; ${recovery} takes over` };
};
