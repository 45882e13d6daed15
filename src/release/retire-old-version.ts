import type { ReleaseRecord, ReleaseRef } from '../contracts/release.ts';
import type { Turn, Verdict } from '../contracts/turns.ts';
import { secondsBefore, secondsBetween } from '../domain/instants.ts';
import { retirementStanding } from '../domain/protocol.ts';
import { agrees, splitFor } from '../domain/split.ts';
import { advance, hold, judgeDrained, metricDelaySeconds } from '../domain/verdict.ts';
import type { Evidence } from '../ports/evidence.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Traffic } from '../ports/traffic.ts';
import type { Autoscaling, Workload } from '../ports/workload.ts';
import { demandGo, stale } from './fenced.ts';
import { removalOf } from './removal.ts';
import { stepOf } from './step-of.ts';

export interface RetirePorts {
  readonly ledger: Ledger;
  readonly evidence: Evidence;
  readonly traffic: Traffic;
  readonly workload: Workload & Autoscaling;
}

const drained = async (turn: Turn, record: ReleaseRecord, { evidence, traffic }: RetirePorts): Promise<Verdict> => {
  const { drainSeconds } = stepOf(turn, 'retire');
  const { site, patienceSeconds } = record.release;
  const [alarms, live, requests] = await Promise.all([
    evidence.alarms(record.guards),
    traffic.read(site.listenerRule),
    evidence.requests(
      site.listenerRule,
      site.stable.targetGroup,
      secondsBefore(turn.now, drainSeconds + metricDelaySeconds),
      turn.now,
    ),
  ]);
  const elapsedSeconds = secondsBetween(turn.startedAt, turn.now);
  const weightsAgree = agrees(live, splitFor(site, 100));
  return judgeDrained({ alarms, weightsAgree, requests, drainSeconds, elapsedSeconds, patienceSeconds });
};

/** Passes the point of no return. An abort that came first wins: then `ReleaseAborted` is thrown. */
const passPointOfNoReturn = async (ledger: Ledger, release: ReleaseRef): Promise<void> => {
  if ((await ledger.move(release.service, { epoch: release.epoch, from: ['active'], to: 'retiring' })) !== undefined)
    return;
  await demandGo(ledger, release);
  throw stale(release);
};

const retire = async (record: ReleaseRecord, { workload }: RetirePorts): Promise<Verdict> => {
  const { site, capacity } = record.release;
  if (!(await workload.remove(removalOf(record, 'stable')))) return hold('the old version stops', 5);
  if (capacity.floor !== null) {
    const pinned = Math.max(capacity.floor, capacity.replicas);
    await workload.restoreFloor(site, site.candidate, capacity.floor, pinned);
  }
  return advance('the old version is retired');
};

/** Waits until the old version is drained, passes the point of no return, and takes the old version away. */
export const retireOldVersion = async (turn: Turn, ports: RetirePorts): Promise<Verdict> => {
  const record = await ports.ledger.read(turn.release.service);
  if (record !== undefined && retirementStanding(record, turn.release) === 'retiring') return retire(record, ports);
  const active = await demandGo(ports.ledger, turn.release);
  const verdict = await drained(turn, active, ports);
  if (verdict.kind !== 'advance') return verdict;
  await passPointOfNoReturn(ports.ledger, turn.release);
  return retire(active, ports);
};
