import type { Admission, AdmitReleaseInput } from '../contracts/turns.ts';
import { whyOvertaken } from '../domain/admission.ts';
import { meansRefusal } from '../domain/errors.ts';
import { isHeld } from '../domain/lock.ts';
import { goesBefore, placeOf } from '../domain/queue.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Policies } from '../ports/policies.ts';
import type { Attempt } from './attempt.ts';
import { type BeginPorts, beginRelease } from './begin-release.ts';
import { policyOf, readRequest } from './read-request.ts';
import { Refusal, refuseIf } from './refusal.ts';
import { refuseQuarantined } from './refuse-quarantined.ts';
import { admitted, overtaken } from './take-lock.ts';
import { type WaitPorts, waitBehind, waitForLock } from './wait-for-lock.ts';

export interface AdmitPorts extends BeginPorts, WaitPorts {
  readonly policies: Policies;
}

/** A look at the world while another release was admitted proves nothing, and refuses nothing. */
const demandStillFree = async ({ policy, former, input }: Attempt, ledger: Ledger): Promise<void> => {
  const now = await ledger.read(policy.service);
  if (now?.epoch !== former?.epoch) throw overtaken(policy.service, input.execution);
};

/** What waits and is refused must not wait for ever: nothing would start it again. */
const beginOrLeaveQueue = async (attempt: Attempt, ports: AdmitPorts): Promise<Admission> => {
  try {
    return await beginRelease(attempt, ports);
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
  const asked = readRequest(input.request);
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
