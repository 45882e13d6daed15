import type { Scheduled } from '../contracts/events.ts';
import { toInstant } from '../domain/instants.ts';
import { isHeld } from '../domain/lock.ts';
import { firstWaiting } from '../domain/queue.ts';
import { reconcileHeld } from './reconcile-held.ts';
import { type PushPorts, reconcilePushes } from './reconcile-pushes.ts';
import { reconcileQueue } from './reconcile-queue.ts';
import { nothing, type Reconciled } from './reconciled.ts';
import type { TakeOverPorts } from './take-over.ts';

export type ReconcilePorts = TakeOverPorts & PushPorts;

/** What became of one service. */
export interface ServiceReconciled extends Reconciled {
  readonly service: string;
}

/** So many services are looked at side by side. */
const sideBySide = 10;

const reconcileService = async (service: string, now: string, ports: ReconcilePorts): Promise<Reconciled> => {
  const record = await ports.ledger.read(service);
  if (record !== undefined && isHeld(record)) return reconcileHeld(record, now, ports);
  if (record?.status === 'quarantined') return nothing(`release ${record.epoch} is quarantined`);
  const first = firstWaiting(record);
  if (record !== undefined && first !== undefined) return reconcileQueue(record, first, ports);
  return reconcilePushes({ service, record, now }, ports);
};

/** An error of one service, with its name in front. */
const failed = (service: string, error: unknown): Error =>
  new Error(`${service}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });

/** Finds what events did not tell: dead executions, forgotten queues, missed pushes. One service's failure stops no other. */
export const reconcile = async ({ time }: Scheduled, ports: ReconcilePorts): Promise<readonly ServiceReconciled[]> => {
  const services = await ports.policies.services();
  const done: ServiceReconciled[] = [];
  const failures: Error[] = [];
  const one = async (service: string): Promise<void> => {
    try {
      done.push({ service, ...(await reconcileService(service, toInstant(time), ports)) });
    } catch (error) {
      failures.push(failed(service, error));
    }
  };
  for (let from = 0; from < services.length; from += sideBySide)
    await Promise.all(services.slice(from, from + sideBySide).map(one));
  if (failures.length === 0) return done;
  const told = failures.map(({ message }) => message).join('; ');
  throw new AggregateError(failures, `${failures.length} of ${services.length} services were not reconciled: ${told}`);
};
