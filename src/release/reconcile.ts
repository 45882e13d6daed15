import type { Scheduled } from '../contracts/events.ts';
import { toInstant } from '../domain/instants.ts';
import { isHeld } from '../domain/lock.ts';
import { firstWaiting } from '../domain/queue.ts';
import { lookAtEach } from '../recovery/look-at-each.ts';
import { nothing, type Reconciled } from '../recovery/reconciled.ts';
import { reconcileHeld } from './reconcile-held.ts';
import { type PushPorts, reconcilePushes } from './reconcile-pushes.ts';
import { reconcileQueue } from './reconcile-queue.ts';
import type { TakeOverPorts } from './take-over.ts';

export type ReconcilePorts = TakeOverPorts & PushPorts;

/** What became of one service. */
export interface ServiceReconciled extends Reconciled {
  readonly service: string;
}

const reconcileService = async (service: string, now: string, ports: ReconcilePorts): Promise<Reconciled> => {
  const record = await ports.ledger.read(service);
  if (record !== undefined && isHeld(record)) return reconcileHeld(record, now, ports);
  if (record?.status === 'quarantined') return nothing(`release ${record.epoch} is quarantined`);
  const first = firstWaiting(record);
  if (record !== undefined && first !== undefined) return reconcileQueue(record, first, ports);
  return reconcilePushes({ service, record, now }, ports);
};

/** Finds what events did not tell: dead executions, forgotten queues, missed pushes. One service's failure stops no other. */
export const reconcile = async ({ time }: Scheduled, ports: ReconcilePorts): Promise<readonly ServiceReconciled[]> =>
  lookAtEach('services', await ports.policies.services(), async (service) => ({
    service,
    ...(await reconcileService(service, toInstant(time), ports)),
  }));
