import type { StepOf } from '../contracts/plan.ts';
import type { ReleaseRecord, ReleaseRef } from '../contracts/release.ts';
import type { Turn } from '../contracts/turns.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { splitsWithAllOn, usersStayOn } from '../domain/ending.ts';
import { secondsBefore, secondsBetween } from '../domain/instants.ts';
import { judgeOutlived } from '../domain/judgement/outlived.ts';
import { judgeStaying } from '../domain/judgement/staying.ts';
import { retirementStanding } from '../domain/protocol.ts';
import { agrees } from '../domain/split.ts';
import { advance, hold, judgeDrained, metricDelaySeconds } from '../domain/verdict.ts';
import type { Evidence } from '../ports/evidence.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { RoutedTraffic, Split } from '../ports/traffic.ts';
import type { Scaling, Workload } from '../ports/workload.ts';
import { demandGo, stale } from './fenced.ts';
import { lookAtStaying, type StayingPorts } from './look-at-staying.ts';
import { liveOf } from './prove-split.ts';
import { removalOf } from './removal.ts';
import { stepOf } from './step-of.ts';

export interface RetirePorts extends StayingPorts {
  readonly ledger: Ledger;
  readonly evidence: Evidence;
  readonly traffic: RoutedTraffic;
  readonly workload: Workload & Scaling;
}

type Retire = StepOf<'retire'>;
const leaving = ({ side }: Retire): 'stable' | 'candidate' => (side === 'candidate' ? 'candidate' : 'stable');

/** An Ingress that says something else would take users back to the version that is gone. */
const isSet = async (split: Split, traffic: RoutedTraffic): Promise<boolean> =>
  agrees(await liveOf(traffic, split), split) && (split.ingress === undefined || (await traffic.told(split)).says);

const allAgree = async ({ release }: ReleaseRecord, traffic: RoutedTraffic): Promise<boolean> => {
  const splits = splitsWithAllOn(release, usersStayOn(release));
  return (await Promise.all(splits.map((split) => isSet(split, traffic)))).every((set) => set);
};

const drained = async (turn: Turn, record: ReleaseRecord, { evidence, traffic }: RetirePorts): Promise<Verdict> => {
  const step = stepOf(turn, 'retire');
  const { drainSeconds } = step;
  const { site, patienceSeconds } = record.release;
  const [alarms, weightsAgree, requests] = await Promise.all([
    evidence.alarms(record.guards),
    allAgree(record, traffic),
    evidence.requests(
      site.listenerRule,
      site[leaving(step)].targetGroup,
      secondsBefore(turn.now, drainSeconds + metricDelaySeconds),
      turn.now,
    ),
  ]);
  const elapsedSeconds = secondsBetween(turn.startedAt, turn.now);
  return judgeDrained({ alarms, weightsAgree, requests, drainSeconds, elapsedSeconds, patienceSeconds });
};

/** Passes the point of no return. An abort that came first wins: then `ReleaseAborted` is thrown. */
const passPointOfNoReturn = async (ledger: Ledger, release: ReleaseRef): Promise<void> => {
  if ((await ledger.move(release.service, { epoch: release.epoch, from: ['active'], to: 'retiring' })) !== undefined)
    return;
  await demandGo(ledger, release);
  throw stale(release);
};

/** Both autoscalers were pinned while users moved. */
const restoreFloors = async ({ service, epoch, release }: ReleaseRecord, workload: Scaling): Promise<void> => {
  const { site, capacity } = release;
  if (capacity.floor === null) return;
  for (const { namespace, deployment } of [site.candidate, site.stable]) {
    const item = { cluster: site.cluster, namespace, deployment, floor: capacity.floor };
    await workload.restoreFloor({ service, epoch }, item);
  }
};

const retire = async (step: Retire, record: ReleaseRecord, { workload }: RetirePorts): Promise<Verdict> => {
  if (step.side === 'nobody') return advance('there is no other version to retire');
  if (!(await workload.remove(removalOf(record, leaving(step))))) return hold('the version without users stops', 5);
  await restoreFloors(record, workload);
  return advance('the version without users is retired');
};

const outlived = async ({ startedAt, now }: Turn, { guards }: ReleaseRecord, evidence: Evidence): Promise<Verdict> =>
  judgeOutlived(await evidence.alarms(guards), secondsBetween(startedAt, now));

/** Whether one version may go, and the other be left alone with the users. */
const mayPass = async (turn: Turn, step: Retire, record: ReleaseRecord, ports: RetirePorts): Promise<Verdict> => {
  const [verdict, staying] = await Promise.all([
    step.side === 'nobody' ? outlived(turn, record, ports.evidence) : drained(turn, record, ports),
    lookAtStaying(turn, step, record, ports),
  ]);
  return staying === null ? verdict : judgeStaying(verdict, staying);
};

/** Waits until one version is drained, passes the point of no return, and takes that version away. */
export const retireOldVersion = async (turn: Turn, ports: RetirePorts): Promise<Verdict> => {
  const step = stepOf(turn, 'retire');
  const record = await ports.ledger.read(turn.release.service);
  if (record !== undefined && retirementStanding(record, turn.release) === 'retiring')
    return retire(step, record, ports);
  const active = await demandGo(ports.ledger, turn.release);
  const verdict = await mayPass(turn, step, active, ports);
  if (verdict.kind !== 'advance') return verdict;
  await passPointOfNoReturn(ports.ledger, turn.release);
  return retire(step, active, ports);
};
