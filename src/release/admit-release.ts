import * as z from 'zod/mini';
import type { Policy } from '../contracts/policy.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import { type Admission, type AdmitReleaseInput, ReleaseRequest } from '../contracts/turns.ts';
import { whyAlarmsForbid, whyLocked, whyTooLong } from '../domain/admission.ts';
import { meansRefusal } from '../domain/errors.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Evidence } from '../ports/evidence.ts';
import type { Flags } from '../ports/flags.ts';
import type { Images } from '../ports/images.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Policies } from '../ports/policies.ts';
import type { Traffic } from '../ports/traffic.ts';
import type { Workload } from '../ports/workload.ts';
import { subjectOf } from './announce.ts';
import { Refusal } from './refusal.ts';
import { surveyRelease } from './survey-release.ts';

export interface AdmitPorts {
  readonly ledger: Ledger;
  readonly policies: Policies;
  readonly images: Images;
  readonly traffic: Traffic;
  readonly workload: Workload;
  readonly evidence: Evidence;
  readonly flags: Flags;
  readonly announcer: Announcer;
}

const parseRequest = (request: unknown): ReleaseRequest => {
  const parsed = z.safeParse(ReleaseRequest, request);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`)
    .join('; ');
  throw new Refusal(`the input is not {"service": …, "tag": …}: ${problems}`);
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

const admitted = (record: ReleaseRecord): Admission => ({
  kind: 'admitted',
  release: { service: record.service, epoch: record.epoch },
  plan: record.release.plan,
  because: `release ${record.epoch} of ${record.service}: ${record.release.from.version} to ${record.release.to.version}, ${record.release.strategy}`,
});

const lock = async (record: ReleaseRecord, ports: AdmitPorts): Promise<Admission> => {
  const stored = await ports.ledger.admit(record);
  if (stored === undefined) {
    refuseIf(whyLocked(await ports.ledger.read(record.service), record.holder));
    throw new Refusal(`another release of ${record.service} was admitted at the same moment: start again`);
  }
  const admission = admitted(stored);
  const detail = { ...subjectOf(stored, admission.because), strategy: stored.release.strategy };
  await ports.announcer.announce({ type: 'Release Started', detail });
  return admission;
};

const decide = async ({ request, execution, now }: AdmitReleaseInput, ports: AdmitPorts): Promise<Admission> => {
  const asked = parseRequest(request);
  const policy = await policyOf(asked.service, ports.policies);
  const former = await ports.ledger.read(asked.service);
  refuseIf(whyLocked(former, execution));
  if (former !== undefined && former.status !== 'free') return admitted(former);
  refuseIf(whyTooLong(policy));
  refuseIf(whyAlarmsForbid(policy, await ports.evidence.alarms(policy.health.alarms)));
  const release = await surveyRelease(asked, policy, ports);
  const epoch = (former?.epoch ?? 0) + 1;
  const { service } = policy;
  return lock(
    { service, epoch, status: 'active', holder: execution, admittedAt: now, guards: policy.health.alarms, release },
    ports,
  );
};

/** Locks the service and decides the whole plan with its undo, or refuses with a sentence. Nothing else is written. */
export const admitRelease = async (input: AdmitReleaseInput, ports: AdmitPorts): Promise<Admission> => {
  try {
    return await decide(input, ports);
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', because: error.message };
    if (meansRefusal(error)) return { kind: 'refused', because: error.message };
    throw error;
  }
};
