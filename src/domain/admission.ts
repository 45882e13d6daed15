import type { Policy } from '../contracts/policy.ts';
import type { Color, Environment, ReleaseRecord, Site } from '../contracts/release.ts';
import type { AlarmReading } from '../ports/evidence.ts';
import type { LiveSplit } from '../ports/traffic.ts';
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

/** Why the lock can't be had, or null. The holder of the lock itself is never refused by it. */
export const whyLocked = (record: ReleaseRecord | undefined, execution: string): string | null => {
  if (record === undefined || record.status === 'free' || record.holder === execution) return null;
  const { service, epoch, status, holder, release, admittedAt } = record;
  if (status === 'quarantined')
    return `${service} is quarantined since release ${epoch}: ${record.conclusion?.because ?? 'its rollback could not be proven'}`;
  return `release ${epoch} of ${service} (${release.from.version} to ${release.to.version}) is ${status} since ${admittedAt} in execution ${holder}`;
};

const tooShort = (policy: Policy, alarm: AlarmReading): string | null => {
  const needed = alarm.noticeSeconds === null ? 0 : alarm.noticeSeconds + alarmLagSeconds;
  const step = policy.traffic.steps.find(({ bake }) => bake < needed);
  if (step === undefined) return null;
  return `the bake of ${step.bake} s at weight ${step.weight} is shorter than alarm ${alarm.alarm} needs to notice: make it at least ${needed} s (period × evaluations + 2 min)`;
};

/** Why the alarms don't allow a release, or null. An alarm that fires already would never fire again. */
export const whyAlarmsForbid = (policy: Policy, alarms: readonly AlarmReading[]): string | null => {
  const missing = alarms.filter((alarm) => alarm.state === 'missing').map((alarm) => alarm.alarm);
  if (missing.length > 0) return `no alarm is named ${missing.join(', ')}: create it or take it out of health.alarms`;
  const firing = alarms.filter((alarm) => alarm.state === 'firing').map((alarm) => alarm.alarm);
  if (firing.length > 0) return `an alarm fires already: ${firing.join(', ')}`;
  return alarms.map((alarm) => tooShort(policy, alarm)).find((sentence) => sentence !== null) ?? null;
};

/** Why a policy's bakes and patience can't fit an execution's history, or null. */
export const whyTooLong = (policy: Policy): string | null =>
  fitsHistory(
    policy.traffic.steps.map((step) => step.bake),
    policy.health.patience,
  )
    ? null
    : 'the steps of traffic.steps would outgrow the history of one execution: use fewer steps';
