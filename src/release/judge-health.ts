import type { StepOf } from '../contracts/plan.ts';
import type { Release } from '../contracts/release.ts';
import type { Turn } from '../contracts/turns.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { targetsNeeded } from '../domain/carrying.ts';
import { secondsBetween } from '../domain/instants.ts';
import { stopsVersion } from '../domain/plan-shape.ts';
import { agrees, cohortSplitFor, splitFor } from '../domain/split.ts';
import { judgeBake } from '../domain/verdict.ts';
import type { Evidence } from '../ports/evidence.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Targets } from '../ports/targets.ts';
import type { Traffic } from '../ports/traffic.ts';
import { demandGo } from './fenced.ts';
import { liveOf } from './prove-split.ts';
import { stepOf } from './step-of.ts';

export interface JudgePorts {
  readonly ledger: Ledger;
  readonly evidence: Evidence;
  readonly traffic: Traffic;
  readonly targets: Targets;
}

/** True when every rule that this bake is about has the weights that were set. */
const weightsAgree = async ({ site }: Release, { weight, audience }: StepOf<'bake'>, traffic: Traffic) => {
  const cohort = audience === 'cohort' ? cohortSplitFor(site, 100) : null;
  const wanted = [splitFor(site, weight), ...(cohort === null ? [] : [cohort])];
  const live = await Promise.all(wanted.map((split) => liveOf(traffic, split)));
  return wanted.every((split, i) => live[i] !== undefined && agrees(live[i], split));
};

/** Looks at alarms, live weights, targets and requests of this step, and says what they mean. */
export const judgeHealth = async (turn: Turn, { ledger, evidence, traffic, targets }: JudgePorts): Promise<Verdict> => {
  const step = stepOf(turn, 'bake');
  const { guards, release, promotedBecause = null } = await demandGo(ledger, turn.release);
  const { site, minimumRequests, patienceSeconds } = release;
  const [alarms, agreed, stable, candidate, requests] = await Promise.all([
    evidence.alarms(guards),
    weightsAgree(release, step, traffic),
    targets.count(site.stable.targetGroup),
    targets.count(site.candidate.targetGroup),
    evidence.requests(site.listenerRule, site.candidate.targetGroup, turn.startedAt, turn.now),
  ]);
  const elapsedSeconds = secondsBetween(turn.startedAt, turn.now);
  return judgeBake({
    ...{ alarms, weightsAgree: agreed, targets: candidate, requests, weight: step.weight },
    ...{ targetsNeeded: targetsNeeded(stable, step.weight), bakeSeconds: step.bakeSeconds, elapsedSeconds },
    ...{ minimumRequests, patienceSeconds, promotedBecause },
    wasClosed: stopsVersion(release.plan),
  });
};
