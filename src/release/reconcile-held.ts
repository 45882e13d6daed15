import type { ReleaseRecord } from '../contracts/release.ts';
import { secondsBetween } from '../domain/instants.ts';
import { isHeld } from '../domain/lock.ts';
import { recoveryName } from '../domain/names.ts';
import type { Executions } from '../ports/executions.ts';
import { nothing, type Reconciled } from './reconciled.ts';
import { type TakeOverPorts, takeOver } from './take-over.ts';

/** Step Functions may not know an execution at first that it has just started. */
const unknownAtFirstSeconds = 60;

/** Who carries a release, or who was the last that did. */
type Carrier = { readonly running: string } | { readonly dead: string };

/** The holder, then each recovery in turn: the first that runs, else the last that there was. */
const carrierOf = async ({ service, epoch, holder }: ReleaseRecord, executions: Executions): Promise<Carrier> => {
  let [dead, name] = [holder, holder];
  for (;;) {
    const state = await executions.stateOf(name);
    if (state === 'running') return { running: name };
    if (state === 'unknown' && name !== holder) return { dead };
    dead = name;
    name = recoveryName(service, epoch, dead);
  }
};

const isYoung = async (record: ReleaseRecord, now: string, executions: Executions): Promise<boolean> =>
  secondsBetween(record.admittedAt, now) < unknownAtFirstSeconds &&
  (await executions.stateOf(record.holder)) === 'unknown';

/** The execution may have concluded the release between our look at the ledger and our look at the execution. */
const isStillHeld = (now: ReleaseRecord | undefined, { epoch }: ReleaseRecord): now is ReleaseRecord =>
  now !== undefined && now.epoch === epoch && isHeld(now);

/** A held record whose execution is gone, however that came about, is taken over. */
export const reconcileHeld = async (record: ReleaseRecord, now: string, ports: TakeOverPorts): Promise<Reconciled> => {
  const { service, epoch, status } = record;
  if (await isYoung(record, now, ports.executions)) return nothing(`${record.holder} has just begun`);
  const carrier = await carrierOf(record, ports.executions);
  if ('running' in carrier) return nothing(`${carrier.running} carries release ${epoch}, which is ${status}`);
  const fresh = await ports.ledger.read(service);
  if (!isStillHeld(fresh, record)) return nothing(`release ${epoch} has just ended`);
  const because = `execution ${carrier.dead} is gone in the middle of the release`;
  const recovery = await takeOver(fresh, carrier.dead, because, ports);
  return { did: 'recovered', because: `${because}; ${recovery} takes over` };
};
