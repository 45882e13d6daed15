import type { Policy } from '../contracts/policy.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import type { ReleaseRequest } from '../contracts/request.ts';
import type { Admission } from '../contracts/turns.ts';
import { TidegateError } from '../domain/errors.ts';
import { isHeld } from '../domain/lock.ts';
import { onBusy, queuedFrom } from '../domain/queue.ts';
import type { Doorbell } from '../ports/doorbell.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Traffic } from '../ports/traffic.ts';
import { Refusal } from './refusal.ts';
import { wakeSleeper } from './wake-sleeper.ts';

/** A request that found the lock taken by the `running` release. `now` is ISO 8601. */
export interface Waiting {
  readonly asked: ReleaseRequest;
  readonly policy: Policy;
  readonly running: ReleaseRecord;
  readonly now: string;
}

export interface WaitPorts {
  readonly ledger: Ledger;
  readonly traffic: Traffic;
  readonly doorbell: Pick<Doorbell, 'abort'>;
}

const enqueue = async ({ asked, now }: Waiting, inARow: number, ledger: Ledger): Promise<void> => {
  const queued = queuedFrom({ ...asked, inARow }, now);
  if ((await ledger.enqueue(asked.service, queued)) !== undefined) return;
  const record = await ledger.read(asked.service);
  if (record === undefined || !isHeld(record))
    throw new TidegateError('LockFreed', `${asked.service} was free again at the moment when ${asked.tag} would wait`);
  throw new Refusal(`${record.queued?.request.tag ?? 'another request'} waits already, and goes before ${asked.tag}`);
};

const supersede = async ({ asked, running }: Waiting, { ledger, doorbell }: WaitPorts): Promise<void> => {
  const because = `superseded by ${asked.tag}`;
  const cause = { because, epoch: running.epoch, supersededBy: asked.tag };
  const aborted = await ledger.abort(asked.service, cause);
  if (aborted !== undefined) await wakeSleeper(aborted, because, doorbell);
};

/** Queues, supersedes or refuses by the policy's word. What is superseded goes back in its own machine, by rule 6. */
export const waitForLock = async (waiting: Waiting, ports: WaitPorts): Promise<Admission> => {
  const { asked, policy, running } = waiting;
  const { site, inARow = 0 } = running.release;
  const live = await ports.traffic.read(site.listenerRule);
  const { kind, because } = onBusy(policy, running, asked, live.weights[site.candidate.targetGroup] ?? 0);
  if (kind === 'refuse') throw new Refusal(because);
  await enqueue(waiting, kind === 'supersede' ? inARow + 1 : 0, ports.ledger);
  if (kind === 'supersede') await supersede(waiting, ports);
  return { kind: 'queued', because };
};
