import type { Turn, Verdict } from '../contracts/turns.ts';
import { secondsBetween } from '../domain/instants.ts';
import { agrees, splitFor } from '../domain/split.ts';
import { judgeBake } from '../domain/verdict.ts';
import type { Evidence } from '../ports/evidence.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Targets } from '../ports/targets.ts';
import type { Traffic } from '../ports/traffic.ts';
import { demandGo } from './fenced.ts';
import { stepOf } from './step-of.ts';

export interface JudgePorts {
  readonly ledger: Ledger;
  readonly evidence: Evidence;
  readonly traffic: Traffic;
  readonly targets: Targets;
}

/** Looks at alarms, live weights, targets and requests of this step, and says what they mean. */
export const judgeHealth = async (turn: Turn, { ledger, evidence, traffic, targets }: JudgePorts): Promise<Verdict> => {
  const { weight, bakeSeconds } = stepOf(turn, 'bake');
  const { guards, release, promotedBecause = null } = await demandGo(ledger, turn.release);
  const { site, minimumRequests, patienceSeconds } = release;
  const [alarms, live, count, requests] = await Promise.all([
    evidence.alarms(guards),
    traffic.read(site.listenerRule),
    targets.count(site.candidate.targetGroup),
    evidence.requests(site.listenerRule, site.candidate.targetGroup, turn.startedAt, turn.now),
  ]);
  const weightsAgree = agrees(live, splitFor(site, weight));
  const elapsedSeconds = secondsBetween(turn.startedAt, turn.now);
  return judgeBake({
    ...{ alarms, weightsAgree, targets: count, requests, weight },
    ...{ bakeSeconds, elapsedSeconds, minimumRequests, patienceSeconds, promotedBecause },
  });
};
