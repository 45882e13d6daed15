import type { ReleaseRecord } from '../contracts/release.ts';
import type { Queued } from '../contracts/request.ts';
import { queuedExecutionName } from '../domain/names.ts';
import { placeOf } from '../domain/queue.ts';
import type { Executions } from '../ports/executions.ts';
import type { Ledger } from '../ports/ledger.ts';
import { nothing, type Reconciled } from '../recovery/reconciled.ts';

/** An execution may die before it takes the lock; so often what waits is started before it is given up. */
const attempts = 3;

export interface QueuePorts {
  readonly ledger: Ledger;
  readonly executions: Executions;
}

/** The first attempt that did not end; undefined when all have. */
const attemptThatStands = async (queued: Queued, epoch: number, executions: Executions) => {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const name = queuedExecutionName(queued.request, epoch, attempt);
    const state = await executions.stateOf(name);
    if (state !== 'ended') return { name, state };
  }
  return undefined;
};

const stillWaits = async ({ service, epoch }: ReleaseRecord, { request }: Queued, ledger: Ledger): Promise<boolean> => {
  const now = await ledger.read(service);
  return now?.epoch === epoch && now.status === 'free' && placeOf(now, request) !== undefined;
};

/** Behind a free lock, what waits is started; what ended again and again without leaving the queue is taken out of it. */
export const reconcileQueue = async (
  record: ReleaseRecord,
  queued: Queued,
  { ledger, executions }: QueuePorts,
): Promise<Reconciled> => {
  const { service, epoch } = record;
  const { tag } = queued.request;
  const standing = await attemptThatStands(queued, epoch, executions);
  if (standing?.state === 'running') return nothing(`${standing.name} begins what waited`);
  if (!(await stillWaits(record, queued, ledger))) return nothing(`${tag} no longer waits`);
  if (standing === undefined) {
    await ledger.dequeue(service, queued);
    return { did: 'dequeued', because: `${tag} waited, and ${attempts} executions ended before they could begin it` };
  }
  await executions.start(standing.name, queued.request);
  return { did: 'started', because: `${tag} waited behind release ${epoch}; ${standing.name} begins it` };
};
