import * as z from 'zod/mini';
import type { Policy } from '../contracts/policy.ts';
import { problemsOf } from '../contracts/problems.ts';
import type { Release, ReleaseRecord } from '../contracts/release.ts';
import { ReleaseRequest } from '../contracts/request.ts';
import type { Admission, AdmitReleaseInput } from '../contracts/turns.ts';
import {
  guardsOf,
  whyAlarmsForbid,
  whyContradictory,
  whyOutdated,
  whyOvertaken,
  whyTooLong,
  whyWithdrawn,
} from '../domain/admission.ts';
import { meansRefusal, TidegateError } from '../domain/errors.ts';
import { isHeld } from '../domain/lock.ts';
import { tagOfFlag } from '../domain/names.ts';
import { deploysVersion } from '../domain/plan-shape.ts';
import { waysOf } from '../domain/preflight/ways.ts';
import { carriedOver, goesBefore, isUrgent, placeOf } from '../domain/queue.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Doorbell } from '../ports/doorbell.ts';
import type { Evidence } from '../ports/evidence.ts';
import type { Flags } from '../ports/flags.ts';
import type { Images } from '../ports/images.ts';
import type { Inspection } from '../ports/inspection.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Manifests } from '../ports/manifests.ts';
import type { Policies } from '../ports/policies.ts';
import type { Routes } from '../ports/routes.ts';
import type { Traffic } from '../ports/traffic.ts';
import type { Workload } from '../ports/workload.ts';
import { subjectOf } from './announce.ts';
import { preflight, refuseOnErrors, warningsOf } from './preflight.ts';
import { Refusal } from './refusal.ts';
import { refuseQuarantined } from './refuse-quarantined.ts';
import { surveyRelease } from './survey-release.ts';
import { waitBehind, waitForLock } from './wait-for-lock.ts';

export interface AdmitPorts {
  readonly ledger: Ledger;
  readonly policies: Policies;
  readonly images: Images;
  readonly manifests: Manifests;
  readonly routes: Routes;
  readonly traffic: Traffic;
  readonly workload: Workload;
  readonly evidence: Evidence;
  readonly inspection: Inspection;
  readonly flags: Flags;
  readonly announcer: Announcer;
  readonly doorbell: Pick<Doorbell, 'abort'>;
}

/** One attempt: what is asked, by which policy, and what the ledger held when we looked. */
interface Attempt {
  readonly asked: ReleaseRequest;
  readonly policy: Policy;
  readonly former: ReleaseRecord | undefined;
  readonly input: AdmitReleaseInput;
}

/** A flag release needs no tag. */
const withTag = (request: unknown): unknown =>
  typeof request === 'object' && request !== null && 'flag' in request && !('tag' in request)
    ? { ...request, tag: tagOfFlag(String(request.flag)) }
    : request;

const parseRequest = (request: unknown): ReleaseRequest => {
  const parsed = z.safeParse(ReleaseRequest, withTag(request));
  if (!parsed.success) throw new Refusal(`the input is not {"service": …, "tag": …}: ${problemsOf(parsed.error)}`);
  const why = whyContradictory(parsed.data);
  if (why !== null) throw new Refusal(why);
  return parsed.data;
};

const policyOf = async (service: string, policies: Policies): Promise<Policy> => {
  const policy = await policies.of(service);
  if (policy === undefined)
    throw new Refusal(`no policy is registered for service ${service}: run tidegate policy apply`);
  return policy;
};

const refuseIf = (why: string | null): void => {
  if (why !== null) throw new Refusal(why);
};

const sentenceFor = ({ service, epoch, release }: ReleaseRecord): string => {
  const { from, to, strategy, chosenBecause, downtimeSeconds, warnings = [] } = release;
  const down = downtimeSeconds === undefined ? '' : `; users get a maintenance answer for about ${downtimeSeconds} s`;
  const warned = warnings.length === 0 ? '' : `; the preflight warns: ${warnings.join('; ')}`;
  return `release ${epoch} of ${service}: ${from.version} to ${to.version}, ${chosenBecause ?? strategy}${down}${warned}`;
};

const admitted = (record: ReleaseRecord): Admission => ({
  kind: 'admitted',
  release: { service: record.service, epoch: record.epoch },
  plan: record.release.plan,
  because: sentenceFor(record),
});

const overtaken = (service: string, execution: string): TidegateError =>
  new TidegateError('LockFreed', `another release of ${service} was admitted at the same moment as ${execution}`);

const lock = async (record: ReleaseRecord, { former, input }: Attempt, ports: AdmitPorts): Promise<Admission> => {
  const over = former?.status === 'quarantined' ? 'quarantined' : 'free';
  const stored = await ports.ledger.admit(record, over, former?.queue ?? []);
  if (stored === undefined) throw overtaken(record.service, input.execution);
  const admission = admitted(stored);
  const detail = { ...subjectOf(stored, admission.because), strategy: stored.release.strategy };
  await ports.announcer.announce({ type: 'Release Started', detail });
  return admission;
};

/** What would cost requests refuses a release of pods; what might is told. */
const warned = async (policy: Policy, release: Release, inspection: Inspection): Promise<readonly string[]> => {
  const { plan, site, warnings = [] } = release;
  if (!deploysVersion(plan)) return warnings;
  const findings = await preflight({ policy, site, ways: waysOf(plan, site) }, inspection);
  refuseOnErrors(policy.service, findings);
  return [...warnings, ...warningsOf(findings)];
};

const begin = async (attempt: Attempt, ports: AdmitPorts): Promise<Admission> => {
  const { asked, policy, former, input } = attempt;
  const { service } = policy;
  const urgent = isUrgent(asked);
  refuseIf(whyTooLong(policy));
  const alarms = await ports.evidence.alarms(policy.health.alarms);
  refuseIf(whyAlarmsForbid(policy, alarms, urgent));
  const { release, change } = await surveyRelease(asked, { policy, former }, ports);
  refuseIf(whyWithdrawn(former, asked, release.to.digest));
  refuseIf(whyOutdated(asked, change));
  const warnings = urgent ? (release.warnings ?? []) : await warned(policy, release, ports.inspection);
  const identity = { service, epoch: (former?.epoch ?? 0) + 1, holder: input.execution, admittedAt: input.now };
  const guards = [...guardsOf(policy, alarms, urgent)];
  const planned = { ...release, ...(warnings.length === 0 ? {} : { warnings: [...warnings] }) };
  return lock(
    { ...identity, status: 'active', guards, release: planned, ...carriedOver(former, asked) },
    attempt,
    ports,
  );
};

/** A look at the world while another release was admitted proves nothing, and refuses nothing. */
const demandStillFree = async ({ policy, former, input }: Attempt, ledger: Ledger): Promise<void> => {
  const now = await ledger.read(policy.service);
  if (now?.epoch !== former?.epoch) throw overtaken(policy.service, input.execution);
};

/** What waits and is refused must not wait for ever: nothing would start it again. */
const beginOrLeaveQueue = async (attempt: Attempt, ports: AdmitPorts): Promise<Admission> => {
  try {
    return await begin(attempt, ports);
  } catch (error) {
    const { former, asked } = attempt;
    const refused = error instanceof Refusal || meansRefusal(error);
    if (refused) await demandStillFree(attempt, ports.ledger);
    const place = placeOf(former, asked);
    if (refused && place !== undefined) await ports.ledger.dequeue(asked.service, place);
    throw error;
  }
};

const decide = async (input: AdmitReleaseInput, ports: AdmitPorts): Promise<Admission> => {
  const asked = parseRequest(input.request);
  const policy = await policyOf(asked.service, ports.policies);
  const former = await ports.ledger.read(asked.service);
  const held = former !== undefined && isHeld(former);
  if (held && former.holder === input.execution) return admitted(former);
  refuseIf(whyOvertaken(former, input));
  if (held) return waitForLock({ asked, policy, running: former, now: input.now }, ports);
  if (former?.status === 'quarantined') await refuseQuarantined(former, ports);
  const first = goesBefore(former, asked);
  if (former !== undefined && first !== undefined)
    return waitBehind(first, { asked, epoch: former.epoch, now: input.now }, ports.ledger);
  return beginOrLeaveQueue({ asked, policy, former, input }, ports);
};

/** Locks the service and decides the whole plan with its undo, lets the request wait, or refuses with a sentence. */
export const admitRelease = async (input: AdmitReleaseInput, ports: AdmitPorts): Promise<Admission> => {
  try {
    return await decide(input, ports);
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', because: error.message };
    if (meansRefusal(error)) return { kind: 'refused', because: error.message };
    throw error;
  }
};
