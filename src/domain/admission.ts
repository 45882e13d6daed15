import type { AlarmReading } from '../contracts/evidence.ts';
import type { Policy } from '../contracts/policy.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import type { ReleaseRequest } from '../contracts/request.ts';
import type { AdmitReleaseInput } from '../contracts/turns.ts';
import { fitsHistory } from './execution-history.ts';
import { toInstant } from './instants.ts';
import { isAutomatic } from './queue.ts';
import type { VersionChange } from './version-change.ts';

/** CloudWatch evaluates some time after a period is over, and metrics arrive late. */
export const alarmLagSeconds = 120;

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
  !isAutomatic(request) || !record?.withdrawn?.includes(digest)
    ? null
    : `${request.tag} (${digest}) was rolled back before: start it by hand if you mean it`;

/** Why an older version may not be released without a person, or null: it is a late event, or a fix of an old line. */
export const whyOutdated = (request: ReleaseRequest, change: VersionChange): string | null =>
  isAutomatic(request) && change.direction === 'downgrade'
    ? `${change.sentence}, which runs by now: start it by hand if you mean it`
    : null;

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
  if (firing.length > 0)
    return `an alarm fires already: ${firing.join(', ')}; if this version is the fix, start it by hand as a hotfix`;
  return alarms.map((alarm) => tooShort(policy, alarm)).find((sentence) => sentence !== null) ?? null;
};

/** The alarms that guard a release: for an urgent one, those that are quiet now. */
export const guardsOf = (policy: Policy, alarms: readonly AlarmReading[], urgent: boolean): readonly string[] =>
  urgent ? alarms.filter(({ state }) => state === 'ok').map(({ alarm }) => alarm) : policy.health.alarms;

/** Why a policy's bakes, questions and gates can't fit an execution's history, or null. */
export const whyTooLong = (policy: Policy): string | null =>
  fitsHistory(policy)
    ? null
    : 'the steps of traffic.steps, as long as they may be held, would outgrow the history of one execution: use fewer steps';

/** Why a request makes no sense, or null. */
export const whyContradictory = ({ flag, strategy, hotfix, reason }: ReleaseRequest): string | null => {
  if (hotfix === true && !reason) return 'a hotfix skips every bake: say why in "reason"';
  if (flag !== undefined && strategy !== undefined && strategy !== 'flag')
    return `nothing is deployed when a flag is released: leave "strategy" out, or "flag"`;
  return strategy === 'flag' && flag === undefined ? 'say which flag: {"service": …, "flag": …}' : null;
};
