import type { Baseline } from '../contracts/evidence.ts';
import type { Calendar } from '../contracts/gates.ts';
import type { Policy } from '../contracts/policy.ts';
import type { ReleaseRequest } from '../contracts/request.ts';
import type { Terms } from '../contracts/verdict.ts';
import { errorsAllowed, type Served } from './error-budget.ts';
import { isAutomatic, isUrgent } from './queue.ts';

/** What admission found out for the terms of a release. */
export interface TermsGround {
  readonly request: ReleaseRequest;
  /** Stable before the release; null where nobody knows. */
  readonly baseline: Baseline | null;
  /** Requests of the error budget's days; null where no budget is kept. */
  readonly served: Served | null;
  /** Undefined: always open. */
  readonly calendar: Calendar | undefined;
}

/** A person who starts a release in spite of a spent budget means it: then stable alone is the measure. */
const boundOf = ({ budget }: Policy, { request, served }: TermsGround): number | undefined => {
  if (budget === undefined || served === null) return undefined;
  const allowed = errorsAllowed(served, budget);
  return allowed === 0 && !isAutomatic(request) ? undefined : allowed;
};

/** What a release is judged by, from its policy and the world as it was found. What is urgent waits for nothing. */
export const termsOf = (policy: Policy, ground: TermsGround): Terms => {
  const { inconclusive, askFor, errors, latency } = policy.health;
  const urgent = isUrgent(ground.request);
  const allowed = urgent ? undefined : boundOf(policy, ground);
  const { baseline, calendar } = ground;
  return {
    ...{ inconclusive, askSeconds: askFor, errorsWorseBy: errors.worseBy, slowerBy: latency.worseBy },
    ...{ warmUpSeconds: latency.warmUp, baseline },
    ...(allowed === undefined ? {} : { errorsAllowed: allowed }),
    ...(calendar === undefined || urgent ? {} : { calendar }),
    incidents: urgent ? [] : (policy.gates?.incidents ?? []),
  };
};
