import type { StepOf } from '../contracts/plan.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import type { Turn } from '../contracts/turns.ts';
import { secondsBetween } from '../domain/instants.ts';
import type { StayingEvidence } from '../domain/judgement/staying.ts';
import { deploysVersion } from '../domain/plan-shape.ts';
import { metricDelaySeconds } from '../domain/verdict.ts';
import type { Targets } from '../ports/targets.ts';
import type { PodWatch } from '../ports/workload.ts';
import { seenOrWhy } from './seen.ts';

export interface StayingPorts {
  readonly targets: Targets;
  readonly pods: PodWatch;
}

/** How the new version fares in its last step; null where it does not keep the users, or nothing was deployed. */
export const lookAtStaying = async (
  { startedAt, now }: Turn,
  step: StepOf<'retire'>,
  { release }: ReleaseRecord,
  ports: StayingPorts,
): Promise<StayingEvidence | null> => {
  if (step.side === 'candidate' || !deploysVersion(release.plan)) return null;
  const { site, patienceSeconds } = release;
  const [pods, targets] = await Promise.all([
    seenOrWhy(ports.pods.health(site, site.candidate, startedAt)),
    step.side === 'nobody' ? undefined : seenOrWhy(ports.targets.count(site.candidate.targetGroup)),
  ]);
  const latestSeconds = step.drainSeconds + metricDelaySeconds + patienceSeconds;
  const isPatienceOver = secondsBetween(startedAt, now) >= latestSeconds;
  return { pods, ...(targets === undefined ? {} : { targets }), now, isPatienceOver };
};
