import type { Policy } from '../contracts/policy.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import type { Queued, ReleaseRequest } from '../contracts/request.ts';
import type { Admission } from '../contracts/turns.ts';
import { TidegateError } from '../domain/errors.ts';
import { newerThan } from '../domain/lock.ts';
import { onBusy, queuedFrom } from '../domain/queue.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Traffic } from '../ports/traffic.ts';
import { Refusal } from './refusal.ts';
import { migrationFor, type SleeperPorts, wakeSleeper } from './wake-sleeper.ts';

/** A request that found the lock taken by the `running` release. `now` is ISO 8601. */
export interface Waiting {
  readonly asked: ReleaseRequest;
  readonly policy: Policy;
  readonly running: ReleaseRecord;
  readonly now: string;
}

export interface WaitPorts extends SleeperPorts {
  readonly ledger: Ledger;
  readonly traffic: Traffic;
}

/** Throws when the ledger let it not wait. */
const demandPlace = async (stored: ReleaseRecord | undefined, queued: Queued, ledger: Ledger): Promise<void> => {
  if (stored !== undefined) return;
  const { service, tag } = queued.request;
  const newer = newerThan(queued, (await ledger.read(service))?.queue);
  if (newer !== undefined) throw new Refusal(`${newer.request.tag} waits already, and is newer than ${tag}`);
  throw new TidegateError('LockFreed', `the lock of ${service} was passed on at the moment when ${tag} would wait`);
};

/** Behind a lock that release `epoch` freed, a request waits for one that begins first. `now` is ISO 8601. */
export const waitBehind = async (
  first: Queued,
  { asked, epoch, now }: { readonly asked: ReleaseRequest; readonly epoch: number; readonly now: string },
  ledger: Ledger,
): Promise<Admission> => {
  const queued = queuedFrom(asked, now);
  await demandPlace(await ledger.enqueue(asked.service, queued, epoch), queued, ledger);
  return { kind: 'queued', because: `${asked.tag} waits: ${first.request.tag} goes before it, and begins now` };
};

const supersede = async ({ asked, running }: Waiting, ports: WaitPorts): Promise<void> => {
  const because = `superseded by ${asked.tag}`;
  const cause = { because, epoch: running.epoch, supersededBy: asked.tag };
  const aborted = await ports.ledger.abort(asked.service, cause);
  if (aborted !== undefined) await wakeSleeper(aborted, because, ports);
};

/** Queues, supersedes or refuses by the policy's word. What is superseded goes back in its own machine, by rule 6. */
export const waitForLock = async (waiting: Waiting, ports: WaitPorts): Promise<Admission> => {
  const { asked, policy, running, now } = waiting;
  const { site, inARow = 0 } = running.release;
  const live = await ports.traffic.read(site.listenerRule);
  const migration = await migrationFor(running, ports.migrations);
  const candidateWeight = live.weights[site.candidate.targetGroup] ?? 0;
  const progress = { candidateWeight, copies: migration?.run?.stage === 'execute' };
  const { kind, because } = onBusy(policy, running, asked, progress);
  if (kind === 'refuse') throw new Refusal(because);
  const queued = queuedFrom({ ...asked, inARow: kind === 'supersede' ? inARow + 1 : 0 }, now);
  await demandPlace(await ports.ledger.enqueue(asked.service, queued), queued, ports.ledger);
  if (kind === 'supersede') await supersede(waiting, ports);
  return { kind: 'queued', because };
};
