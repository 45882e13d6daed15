import type { StepOf } from '../contracts/plan.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import type { RestoreTurn, Verdict } from '../contracts/turns.ts';
import { TidegateError } from '../domain/errors.ts';
import { secondsBefore, secondsBetween } from '../domain/instants.ts';
import { mayUndo } from '../domain/protocol.ts';
import { agrees, safeSplit } from '../domain/split.ts';
import { advance, hold, judgeUndoDrained } from '../domain/verdict.ts';
import type { Evidence } from '../ports/evidence.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Traffic } from '../ports/traffic.ts';
import type { Workload } from '../ports/workload.ts';
import { stale } from './fenced.ts';
import { removalOf } from './removal.ts';

export interface RestorePorts {
  readonly ledger: Ledger;
  readonly evidence: Evidence;
  readonly traffic: Traffic;
  readonly workload: Workload;
}

const retireStep = (record: ReleaseRecord): StepOf<'retire'> | undefined =>
  record.release.plan.find((step): step is StepOf<'retire'> => step.kind === 'retire');

const drained = async (turn: RestoreTurn, record: ReleaseRecord, evidence: Evidence): Promise<Verdict> => {
  const drainSeconds = retireStep(record)?.drainSeconds ?? 0;
  const { listenerRule, candidate } = record.release.site;
  const from = secondsBefore(turn.now, drainSeconds);
  const since = from > turn.startedAt ? from : turn.startedAt;
  const requests = await evidence.requests(listenerRule, candidate.targetGroup, since, turn.now);
  return judgeUndoDrained({ requests, drainSeconds, elapsedSeconds: secondsBetween(turn.startedAt, turn.now) });
};

/** A straggler is long dead by then: somebody else writes the weights, and a fight would never end. */
const fightSeconds = 7200;

/** A straggler may have moved users after the rollback: they are sent back again before anything goes. */
const strayed = async (
  turn: RestoreTurn,
  { release: { site } }: ReleaseRecord,
  traffic: Traffic,
): Promise<Verdict | null> => {
  const safe = safeSplit(site);
  if (agrees(await traffic.read(site.listenerRule), safe)) return null;
  if (secondsBetween(turn.startedAt, turn.now) > fightSeconds)
    throw new TidegateError('NotConverged', 'somebody else keeps moving users to the version that was rolled back');
  await traffic.set(safe);
  return hold('something that ran on had moved users: they are sent back again', 30);
};

/** Takes the candidate away once users have left it, then closes the door: from `settling` on, roll-back writes nothing. */
export const restoreWorkload = async (
  turn: RestoreTurn,
  { ledger, evidence, traffic, workload }: RestorePorts,
): Promise<Verdict> => {
  const { service, epoch } = turn.release;
  const record = await ledger.read(service);
  if (record === undefined || !mayUndo(record, turn.release)) throw stale(turn.release);
  const verdict = (await strayed(turn, record, traffic)) ?? (await drained(turn, record, evidence));
  if (verdict.kind !== 'advance') return verdict;
  if (!(await workload.remove(removalOf(record, 'candidate')))) return hold('the candidate stops', 5);
  await ledger.move(service, { epoch, from: ['aborting', 'settling'], to: 'settling' });
  return advance('the candidate is gone');
};
