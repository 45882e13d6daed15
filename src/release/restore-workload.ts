import type { UndoItem } from '../contracts/plan.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import type { RestoreAtOnce, RestoreTurn } from '../contracts/turns.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { retireStepOf } from '../domain/ending.ts';
import { TidegateError } from '../domain/errors.ts';
import { secondsBefore, secondsBetween } from '../domain/instants.ts';
import { mayUndo } from '../domain/protocol.ts';
import { advance, hold, judgeUndoDrained } from '../domain/verdict.ts';
import type { Evidence } from '../ports/evidence.ts';
import type { Ledger } from '../ports/ledger.ts';
import { stale } from './fenced.ts';
import { restoreVersion, strayedFrom, undoItem, type WayBackPorts } from './way-back.ts';

export interface RestorePorts extends WayBackPorts {
  readonly ledger: Ledger;
  readonly evidence: Evidence;
}

const drained = async (turn: RestoreTurn, record: ReleaseRecord, evidence: Evidence): Promise<Verdict> => {
  const drainSeconds = retireStepOf(record.release)?.drainSeconds ?? 0;
  const { listenerRule, candidate } = record.release.site;
  const from = secondsBefore(turn.now, drainSeconds);
  const since = from > turn.startedAt ? from : turn.startedAt;
  const requests = await evidence.requests(listenerRule, candidate.targetGroup, since, turn.now);
  return judgeUndoDrained({ requests, drainSeconds, elapsedSeconds: secondsBetween(turn.startedAt, turn.now) });
};

/** A straggler is long dead by then: somebody else writes the weights, and a fight would never end. */
const fightSeconds = 7200;

const longEnough = (turn: RestoreTurn): boolean => secondsBetween(turn.startedAt, turn.now) > fightSeconds;

const sentBackAgain = async (
  turn: RestoreTurn,
  record: ReleaseRecord,
  ports: RestorePorts,
): Promise<Verdict | null> => {
  const strayed = await strayedFrom(record, ports.traffic);
  if (strayed.length === 0) return null;
  if (longEnough(turn))
    throw new TidegateError('NotConverged', 'somebody else keeps moving users to the version that was rolled back');
  for (const safe of strayed) await ports.traffic.set(safe);
  return hold('something that ran on had moved users: they are sent back again', 30);
};

/** So long a controller may take from reading an Ingress to writing what it read. */
const controllerSeconds = 60;

const looksEvery: Readonly<Partial<Record<UndoItem['kind'], number>>> = { version: 5, action: controllerSeconds };

/** One item after the other; a candidate goes only when users have left it. */
const undoCluster = async (turn: RestoreTurn, record: ReleaseRecord, ports: RestorePorts): Promise<Verdict | null> => {
  for (const item of record.release.undo.filter(({ tier }) => tier === 'cluster')) {
    const left = item.kind === 'candidate' ? await drained(turn, record, ports.evidence) : advance('');
    if (left.kind !== 'advance') return left;
    const elapsedSeconds = secondsBetween(turn.startedAt, turn.now);
    const look = { now: turn.now, elapsedSeconds, controllerSeconds };
    const waiting = await undoItem(record, item, look, ports);
    if (waiting === null) continue;
    if (longEnough(turn)) throw new TidegateError('NotConverged', `${waiting}, for ${fightSeconds} s by now`);
    return hold(waiting, looksEvery[item.kind] ?? 5);
  }
  return null;
};

/** Takes the release out of the cluster, then closes the door: from `settling` on, roll-back writes nothing. */
export const restoreWorkload = async (turn: RestoreTurn, ports: RestorePorts): Promise<Verdict> => {
  const { service, epoch } = turn.release;
  const record = await ports.ledger.read(service);
  if (record === undefined || !mayUndo(record, turn.release)) throw stale(turn.release);
  const waiting = (await sentBackAgain(turn, record, ports)) ?? (await undoCluster(turn, record, ports));
  if (waiting !== null) return waiting;
  await ports.ledger.move(service, { epoch, from: ['aborting', 'settling'], to: 'settling' });
  return advance('what the release brought into the cluster is gone');
};

/** Where a version was replaced in place, users are safe only when the former one is back: an alarm begins that at once. */
export const restoreAtOnce = async ({ release: asked }: RestoreAtOnce, ports: RestorePorts): Promise<void> => {
  const record = await ports.ledger.read(asked.service);
  if (record === undefined || !mayUndo(record, asked)) throw stale(asked);
  for (const item of record.release.undo)
    if (item.kind === 'version') await restoreVersion(record, item, Infinity, ports);
};
