import type { HealthEvidence, Unseen } from '../contracts/evidence.ts';
import type { StepOf } from '../contracts/plan.ts';
import type { Release, ReleaseRecord } from '../contracts/release.ts';
import type { Turn } from '../contracts/turns.ts';
import { minuteOf } from '../domain/instants.ts';
import { isUnseen } from '../domain/judgement/is-unseen.ts';
import { isInPlace } from '../domain/site.ts';
import { agrees, cohortSplitFor, splitFor } from '../domain/split.ts';
import type { Evidence } from '../ports/evidence.ts';
import type { Targets } from '../ports/targets.ts';
import type { Traffic } from '../ports/traffic.ts';
import type { PodWatch } from '../ports/workload.ts';
import { liveOf } from './prove-split.ts';
import { seenOrWhy } from './seen.ts';

export interface LookPorts {
  readonly evidence: Evidence;
  readonly traffic: Traffic;
  readonly targets: Targets;
  readonly pods: PodWatch;
}

export type JudgedStep = StepOf<'bake'> | StepOf<'gate'>;

/** What is looked at: a release in this step, since when, and what time it is. */
export interface Sight extends Pick<Turn, 'startedAt' | 'now'> {
  readonly record: ReleaseRecord;
  readonly step: JudgedStep;
}

/** True when every rule that this step is about has the weights that were set. */
const weightsAgree = async ({ site }: Release, step: JudgedStep, traffic: Traffic): Promise<boolean> => {
  const cohort = step.kind === 'bake' && step.audience === 'cohort' ? cohortSplitFor(site, 100) : null;
  const wanted = [splitFor(site, step.weight), ...(cohort === null ? [] : [cohort])];
  const live = await Promise.all(wanted.map((split) => liveOf(traffic, split)));
  return wanted.every((split, i) => live[i] !== undefined && agrees(live[i], split));
};

/** Guards and incidents in one call. */
const alarmsOf = async (
  { record }: Sight,
  evidence: Evidence,
): Promise<Pick<HealthEvidence, 'alarms' | 'incidents'>> => {
  const { guards, release } = record;
  const incidents = release.terms?.incidents ?? [];
  const readings = await seenOrWhy(evidence.alarms([...new Set([...guards, ...incidents])]));
  const of = (names: readonly string[]) =>
    isUnseen(readings) ? readings : readings.filter(({ alarm }) => names.includes(alarm));
  return { alarms: of(guards), incidents: of(incidents) };
};

const targetsOf = async ({ site }: Release, targets: Targets) => {
  const [stable, candidate] = await Promise.all([
    targets.count(site.stable.targetGroup),
    targets.count(site.candidate.targetGroup),
  ]);
  return { stable, candidate };
};

/** In place, what came before this step was another version. */
const trafficOf = async ({ record, startedAt, now }: Sight, evidence: Evidence) => {
  const { site, terms } = record.release;
  const since = minuteOf(startedAt);
  const sides = {
    listenerRule: site.listenerRule,
    stable: site.stable.targetGroup,
    candidate: site.candidate.targetGroup,
  };
  const from = isInPlace(site) ? since : record.admittedAt;
  const minutes = await evidence.minutes(sides, terms?.baseline?.slowAboveSeconds ?? [], from, now);
  const ofThisStep = minutes.filter(({ at }) => at >= since);
  return {
    requests: ofThisStep.reduce((sum, { candidate }) => sum + (candidate?.requests ?? 0), 0),
    minutes: [...minutes],
  };
};

const hasUsers = ({ step }: Sight): boolean => step.kind === 'bake' || step.weight > 0;

/** How the candidate fares; nothing is asked of it while it has no users. */
const candidateOf = async (sight: Sight, ports: LookPorts): Promise<Partial<HealthEvidence>> => {
  if (!hasUsers(sight)) return {};
  const { release } = sight.record;
  const [targets, pods, traffic] = await Promise.all([
    seenOrWhy(targetsOf(release, ports.targets)),
    seenOrWhy(ports.pods.health(release.site, release.site.candidate, sight.startedAt)),
    seenOrWhy(trafficOf(sight, ports.evidence)),
  ]);
  return { targets, pods, traffic };
};

/** Everything that can be seen at once; what does not answer is said to be unseen. */
export const lookAtHealth = async (sight: Sight, ports: LookPorts): Promise<HealthEvidence> => {
  const [alarms, agreed, candidate]: [
    Pick<HealthEvidence, 'alarms' | 'incidents'>,
    boolean | Unseen,
    Partial<HealthEvidence>,
  ] = await Promise.all([
    alarmsOf(sight, ports.evidence),
    seenOrWhy(weightsAgree(sight.record.release, sight.step, ports.traffic)),
    candidateOf(sight, ports),
  ]);
  return { ...alarms, weightsAgree: agreed, ...candidate };
};
