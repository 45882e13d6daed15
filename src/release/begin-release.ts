import type { Release } from '../contracts/release.ts';
import type { Admission } from '../contracts/turns.ts';
import { guardsOf, whyAlarmsForbid, whyOutdated, whyTooLong, whyWithdrawn } from '../domain/admission.ts';
import { secondsBetween } from '../domain/instants.ts';
import { deploysVersion } from '../domain/plan-shape.ts';
import { waysOf } from '../domain/preflight/ways.ts';
import { carriedOver, isUrgent } from '../domain/queue.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { History } from '../ports/history.ts';
import type { Inspection } from '../ports/inspection.ts';
import type { Attempt } from './attempt.ts';
import { awaitOpening, type Opening, type OpeningPorts } from './await-opening.ts';
import { preflight, refuseOnErrors, warningsOf } from './preflight.ts';
import { refuseIf } from './refusal.ts';
import { refuseBroken } from './refuse-broken.ts';
import { settleTerms } from './settle-terms.ts';
import { type SurveyPorts, surveyRelease } from './survey-release.ts';
import { type LockPorts, takeLock } from './take-lock.ts';

export interface BeginPorts extends SurveyPorts, OpeningPorts, LockPorts {
  readonly history: History;
  readonly inspection: Inspection;
}

/** What would cost requests refuses an ordinary release of pods; what might is told. */
const examined = async ({ asked, policy }: Attempt, release: Release, inspection: Inspection) => {
  const { plan, site } = release;
  if (isUrgent(asked) || !deploysVersion(plan)) return [];
  const findings = await preflight({ policy, site, ways: waysOf(plan, site) }, inspection);
  refuseOnErrors(policy.service, findings);
  return warningsOf(findings);
};

type Open = Extract<Opening, { kind: 'open' }>;
type Closed = Extract<Opening, { kind: 'closed' }>;

/** The whole plan of a release with what it will be judged by, and all that people should know of it. */
const planned = async (attempt: Attempt, { guards, calendar }: Open, ports: BeginPorts): Promise<Release> => {
  const { asked, policy, former } = attempt;
  refuseIf(whyAlarmsForbid(policy, guards, isUrgent(asked)));
  const onTrial = await refuseBroken(attempt, ports.history);
  const { release, change } = await surveyRelease(asked, { policy, former }, ports);
  refuseIf(whyWithdrawn(former, asked, release.to.digest));
  refuseIf(whyOutdated(asked, change));
  const { terms, warnings } = await settleTerms(attempt, { site: release.site, calendar }, ports.evidence);
  const found = await examined(attempt, release, ports.inspection);
  const all = [...(release.warnings ?? []), ...onTrial, ...warnings, ...found];
  return { ...release, terms, ...(all.length === 0 ? {} : { warnings: all }) };
};

/** Who asks so soon after the execution was started has not waited before. */
const firstAskSeconds = 10;

/** Told once: the execution asks again and again. */
const waiting = async ({ asked, input }: Attempt, { because, lookAgainSeconds }: Closed, announcer: Announcer) => {
  const detail = { service: asked.service, to: asked.tag, because };
  if (secondsBetween(input.executionStartedAt, input.now) < firstAskSeconds)
    await announcer.announce({ type: 'Release Waiting', detail });
  return { kind: 'waits', because, lookAgainSeconds } as const;
};

/** Refuses, lets the request wait for an opening, or decides everything about the release and locks the service with it. */
export const beginRelease = async (attempt: Attempt, ports: BeginPorts): Promise<Admission> => {
  const { asked, policy, former, input } = attempt;
  refuseIf(whyTooLong(policy));
  const opening = await awaitOpening(attempt, ports);
  if (opening.kind === 'closed') return waiting(attempt, opening, ports.announcer);
  const release = await planned(attempt, opening, ports);
  const identity = { service: policy.service, epoch: (former?.epoch ?? 0) + 1, holder: input.execution };
  const guards = [...guardsOf(policy, opening.guards, isUrgent(asked))];
  return takeLock(
    { ...identity, admittedAt: input.now, status: 'active', guards, release, ...carriedOver(former, asked) },
    attempt,
    ports,
  );
};
