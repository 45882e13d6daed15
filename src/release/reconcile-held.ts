import type { ReleaseRecord } from '../contracts/release.ts';
import { isHeld } from '../domain/lock.ts';
import { carrierOf, type Held, isYoung } from '../recovery/carrier.ts';
import { nothing, type Reconciled } from '../recovery/reconciled.ts';
import { type TakeOverPorts, takeOver } from './take-over.ts';

const heldOf = ({ service, epoch, holder, admittedAt }: ReleaseRecord): Held => ({
  subject: service,
  ...{ epoch, holder, admittedAt },
});

/** The execution may have concluded the release between our look at the ledger and our look at the execution. */
const isStillHeld = (now: ReleaseRecord | undefined, { epoch }: ReleaseRecord): now is ReleaseRecord =>
  now !== undefined && now.epoch === epoch && isHeld(now);

/** A held record whose execution is gone, however that came about, is taken over. */
export const reconcileHeld = async (record: ReleaseRecord, now: string, ports: TakeOverPorts): Promise<Reconciled> => {
  const { service, epoch, status } = record;
  if (await isYoung(heldOf(record), now, ports.executions)) return nothing(`${record.holder} has just begun`);
  const carrier = await carrierOf(heldOf(record), ports.executions);
  if ('running' in carrier) return nothing(`${carrier.running} carries release ${epoch}, which is ${status}`);
  const fresh = await ports.ledger.read(service);
  if (!isStillHeld(fresh, record)) return nothing(`release ${epoch} has just ended`);
  const because = `execution ${carrier.dead} is gone in the middle of the release`;
  const recovery = await takeOver(fresh, carrier.dead, because, ports);
  return { did: 'recovered', because: `${because}; ${recovery} takes over` };
};
