import type { Check } from '../../../src/contracts/report.ts';
import type { AttemptResult } from '../attempt.ts';
import { byVersion, nobody, type Served } from './served.ts';
import type { Shares } from './shares.ts';
import { iso } from './time.ts';

/** So long after a pod was killed, requests may fail: the load balancer has to notice first. */
const noticeKilledPodMs = 60_000;

/** How a release brings the new version to users: by weights, in the place of the old one, or by a flag. */
export type Way = 'weights' | 'inPlace' | 'flag';

/** What the checks of one attempt are made from. `requests` are those sent while it ran. */
export interface Evidence {
  readonly from: string;
  readonly to: string;
  readonly way: Way;
  readonly requests: readonly Served[];
  /** Of everybody. */
  readonly shares: Shares;
  /** Of everybody or of the cohort of an A/B test, whichever was larger. */
  readonly reached: Shares;
  /** How long new weights may take to reach all users. */
  readonly settleMs: number;
  /** When the story killed pods. */
  readonly killedPodsAt: readonly number[];
  readonly endedAt: number;
}

/** What must be true of users' requests, by how the attempt ended. */
export function trafficChecks(ending: AttemptResult['ending'], evidence: Evidence): Check[] {
  const { from, to, way } = evidence;
  switch (ending) {
    case 'released':
      return way === 'weights'
        ? [noneFails(evidence), onlyOldBeforeFirstShare(evidence), onlyNewAfterAll(evidence), noStranger(evidence)]
        : [noneFails(evidence), onlyAtTheEnd(to, evidence), noStranger(evidence)];
    case 'withdrawn':
      return [noneFails(evidence), onlyCohortReaches(evidence), onlyAtTheEnd(from, evidence), noStranger(evidence)];
    case 'rolled-back':
    case 'quarantined':
      return way === 'weights'
        ? [oldNeverFails(evidence), noneReachesBadOne(evidence), noStranger(evidence)]
        : [oldNeverFails(evidence), onlyAtTheEnd(from, evidence), noStranger(evidence)];
    case 'queued':
      return [noneFails(evidence)];
    case 'refused':
    case 'ignored':
    case 'migrated':
    case 'nothing-to-migrate':
    case 'aborted':
    case 'failed':
      return [noneFails(evidence), nothingMoved(evidence)];
  }
}

function noneFails(evidence: Evidence): Check {
  const { requests } = evidence;
  const failed = requests.filter((request) => request.failed && !isExcused(request, evidence));
  return {
    claim: `no request fails${excuse(evidence)}`,
    holds: failed.length === 0,
    found: `${failed.length} of ${requests.length} failed${tally(failed)}`,
  };
}

function oldNeverFails(evidence: Evidence): Check {
  const { requests, from } = evidence;
  const ofOld = requests.filter(({ version }) => version === from || version === nobody);
  const failed = ofOld.filter((request) => request.failed && !isExcused(request, evidence));
  return {
    claim: `${from} answers every request that is sent to it${excuse(evidence)}`,
    holds: failed.length === 0,
    found: `${failed.length} failed${tally(failed)}`,
  };
}

function isExcused({ at }: Served, { killedPodsAt }: Evidence): boolean {
  return killedPodsAt.some((killedAt) => at >= killedAt && at <= killedAt + noticeKilledPodMs);
}

const excuse = ({ killedPodsAt }: Evidence): string =>
  killedPodsAt.length === 0 ? '' : `, but within ${noticeKilledPodMs / 1000} s of a killed pod`;

function onlyOldBeforeFirstShare({ requests, from, reached }: Evidence): Check {
  const early = requests.filter(
    ({ at, version }) => version !== from && version !== nobody && at < (reached.firstAt ?? Infinity),
  );
  const claim = `only ${from} answers before the first users are sent to the new version`;
  return { claim, holds: early.length === 0, found: `${early.length} others${tally(early)}` };
}

/** The last minute of an attempt: whatever it did has long reached everybody. */
const lastMs = 60_000;

function onlyAtTheEnd(version: string, { requests, endedAt }: Evidence): Check {
  const last = requests.filter((request) => request.at > endedAt - lastMs && request.version !== nobody);
  const others = last.filter((request) => request.version !== version);
  const claim = `only ${version} answers at the end`;
  return { claim, holds: last.length > 0 && others.length === 0, found: `${others.length} others${tally(others)}` };
}

function onlyCohortReaches({ requests, to, reached }: Evidence): Check {
  const strays = requests.filter(({ version, isCohort }) => version === to && !isCohort);
  const claim = `only users of the cohort reach ${to}, and they do`;
  const ofCohort = requests.filter(({ version, isCohort }) => version === to && isCohort);
  return {
    claim,
    holds: reached.highest > 0 && ofCohort.length > 0 && strays.length === 0,
    found: `${ofCohort.length} of the cohort, ${strays.length} others${tally(strays)}`,
  };
}

function onlyNewAfterAll({ requests, to, shares, settleMs }: Evidence): Check {
  const after = (shares.allAt ?? Infinity) + settleMs;
  const late = requests.filter(({ at, version }) => at > after && version !== to && version !== nobody);
  const claim = `only ${to} answers once it has 100 % (and ${settleMs / 1000} s to settle)`;
  return {
    claim,
    holds: shares.allAt !== undefined && late.length === 0,
    found: `${late.length} others${tally(late)}`,
  };
}

function noneReachesBadOne({ requests, to, reached, settleMs }: Evidence): Check {
  if (reached.highest === 0) {
    const met = requests.filter(({ version }) => version === to);
    return { claim: `no user ever reaches ${to}`, holds: met.length === 0, found: `${met.length} did` };
  }
  const safeAt = (reached.safeAgainAt ?? Infinity) + settleMs;
  const late = requests.filter(({ at, version }) => version === to && at > safeAt);
  const claim = `no new request reaches ${to} after the way back (and ${settleMs / 1000} s to settle)`;
  return { claim, holds: reached.safeAgainAt !== undefined && late.length === 0, found: `${late.length} did` };
}

function noStranger({ requests, from, to }: Evidence): Check {
  const strangers = requests.filter(({ version }) => ![from, to, nobody].includes(version));
  return {
    claim: `nobody but ${from} and ${to} answers`,
    holds: strangers.length === 0,
    found: `${strangers.length} others${tally(strangers)}`,
  };
}

function nothingMoved({ shares, requests, to, from }: Evidence): Check {
  const reached = requests.filter(({ version }) => version === to && to !== from);
  const claim = `all users stay on ${from}`;
  return {
    claim,
    holds: shares.highest === 0 && reached.length === 0,
    found: `highest share ${shares.highest} %, ${reached.length} requests reached ${to}`,
  };
}

/** `: 3 by 3.0.0 (500), 1 by none (502)`, or nothing. */
function tally(requests: readonly Served[]): string {
  const counts = byVersion(requests).map(({ version, served, failed }) => {
    const ofVersion = requests.filter((request) => request.version === version);
    const statuses = [...new Set(ofVersion.map(({ status }) => status))];
    return `${served + failed} by ${version} (${statuses.join(', ')})`;
  });
  const [first] = requests;
  return first === undefined ? '' : `: ${counts.join(', ')}, the first at ${iso(first.at)}`;
}
