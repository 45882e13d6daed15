import semver from 'semver';
import type { Policy } from '../contracts/policy.ts';
import type { Color, Environment, ReleaseRecord, Site } from '../contracts/release.ts';
import type { ReleaseRequest } from '../contracts/request.ts';
import type { AdmitReleaseInput } from '../contracts/turns.ts';
import type { AlarmReading } from '../ports/evidence.ts';
import type { LiveSplit } from '../ports/traffic.ts';
import { toInstant } from './instants.ts';
import { fitsHistory } from './slices.ts';

/** CloudWatch evaluates some time after a period is over, and metrics arrive late. */
export const alarmLagSeconds = 120;

const environment = (policy: Policy, color: Color): Environment => ({
  color,
  namespace: policy.workload.namespaces[color],
  targetGroup: policy.traffic.targetGroups[color],
});

/** Roles from the live weights: whoever has all users is stable. A sentence when nobody has, or somebody else has a share. */
export const siteOf = (policy: Policy, live: LiveSplit): Site | string => {
  const { blue, green } = policy.traffic.targetGroups;
  const others = Object.keys(live.weights).filter(
    (group) => group !== blue && group !== green && (live.weights[group] ?? 0) > 0,
  );
  if (others.length > 0)
    return `the listener rule also sends users to ${others.join(', ')}, which the policy does not name`;
  if (live.sticky)
    return 'the listener rule has stickiness on: its cookies would override the weights; turn it off first';
  const [blueWeight, greenWeight] = [live.weights[blue] ?? 0, live.weights[green] ?? 0];
  if (blueWeight > 0 === greenWeight > 0)
    return `the live weights are blue ${blueWeight}, green ${greenWeight}: give all users to one of them first`;
  const [stable, candidate] = blueWeight > 0 ? (['blue', 'green'] as const) : (['green', 'blue'] as const);
  return {
    cluster: policy.cluster,
    deployment: policy.workload.deployment,
    container: policy.workload.container,
    listenerRule: policy.traffic.listenerRule,
    stable: environment(policy, stable),
    candidate: environment(policy, candidate),
  };
};

/** Why a redriven execution may not begin a release, or null: another one was admitted since it was started. */
export const whyOvertaken = (
  record: ReleaseRecord | undefined,
  { executionStartedAt, redrives }: Pick<AdmitReleaseInput, 'executionStartedAt' | 'redrives'>,
): string | null => {
  if (redrives === 0 || record === undefined || record.admittedAt < toInstant(executionStartedAt)) return null;
  return `release ${record.epoch} of ${record.service} was admitted after this execution was started: start a new execution`;
};

/** Why a digest may not be released without a person, or null. */
export const whyWithdrawn = (
  record: ReleaseRecord | undefined,
  request: ReleaseRequest,
  digest: string,
): string | null =>
  request.startedBy === undefined || request.startedBy === 'fallback' || !record?.withdrawn?.includes(digest)
    ? null
    : `${request.tag} (${digest}) was rolled back before: start it by hand if you mean it`;

const wasOvertaken = ({ at }: ReleaseRequest, former: Pick<ReleaseRecord, 'admittedAt'> | undefined): boolean =>
  at !== undefined && former !== undefined && toInstant(at) < former.admittedAt;

/** Why what waited, was missed or came late may not be released without a person, or null: the world moved on meanwhile. */
export const whyOutdated = (
  request: ReleaseRequest,
  running: string,
  former?: Pick<ReleaseRecord, 'admittedAt'>,
): string | null => {
  const [wanted, now] = [semver.parse(request.tag), semver.parse(running)];
  if (request.startedBy === undefined || request.startedBy === 'fallback' || wanted === null || now === null)
    return null;
  const waited = request.startedBy === 'reconcile' || request.inARow !== undefined;
  const late = waited || wasOvertaken(request, former);
  return late && semver.lt(wanted, now)
    ? `${request.tag} is older than ${running}, which runs by now: start it by hand if you mean it`
    : null;
};

const tooShort = (policy: Policy, alarm: AlarmReading): string | null => {
  const needed = alarm.noticeSeconds === null ? 0 : alarm.noticeSeconds + alarmLagSeconds;
  const step = policy.traffic.steps.find(({ bake }) => bake < needed);
  if (step === undefined) return null;
  return `the bake of ${step.bake} s at weight ${step.weight} is shorter than alarm ${alarm.alarm} needs to notice: make it at least ${needed} s (period × evaluations + 2 min)`;
};

/** Why the alarms don't allow a release, or null. An alarm that fires already would never fire again; what is urgent goes on. */
export const whyAlarmsForbid = (policy: Policy, alarms: readonly AlarmReading[], urgent = false): string | null => {
  if (urgent) return null;
  const missing = alarms.filter((alarm) => alarm.state === 'missing').map((alarm) => alarm.alarm);
  if (missing.length > 0) return `no alarm is named ${missing.join(', ')}: create it or take it out of health.alarms`;
  const firing = alarms.filter((alarm) => alarm.state === 'firing').map((alarm) => alarm.alarm);
  if (firing.length > 0) return `an alarm fires already: ${firing.join(', ')}`;
  return alarms.map((alarm) => tooShort(policy, alarm)).find((sentence) => sentence !== null) ?? null;
};

/** The alarms that guard a release: for an urgent one, those that are quiet now. */
export const guardsOf = (policy: Policy, alarms: readonly AlarmReading[], urgent: boolean): readonly string[] =>
  urgent ? alarms.filter(({ state }) => state === 'ok').map(({ alarm }) => alarm) : policy.health.alarms;

/** Why a policy's bakes and patience can't fit an execution's history, or null. */
export const whyTooLong = (policy: Policy): string | null =>
  fitsHistory(
    policy.traffic.steps.map((step) => step.bake),
    policy.health.patience,
  )
    ? null
    : 'the steps of traffic.steps would outgrow the history of one execution: use fewer steps';
