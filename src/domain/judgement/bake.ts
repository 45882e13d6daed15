import type { StepOf } from '../../contracts/plan.ts';
import type { Verdict } from '../../contracts/verdict.ts';
import { targetsNeeded } from '../carrying.ts';
import { nextLookSeconds } from '../slices.ts';
import { advance, couldNotLook, hold } from '../verdict.ts';
import { inconclusive, type Reason } from './inconclusive.ts';
import { seen } from './is-unseen.ts';
import type { Look } from './look.ts';
import { whyPodsUnsettled } from './pods.ts';
import { whyCouldNotLook } from './unseen.ts';

type Bake = Look & { readonly step: StepOf<'bake'> };

const reason = (kind: Reason['kind'], because: string): Reason => ({ kind, because });

const requestsOf = ({ evidence }: Look): number => seen(evidence.traffic)?.requests ?? 0;

const tooYoung = (look: Bake): Reason | null => {
  const { step, elapsedSeconds } = look;
  if (elapsedSeconds >= step.bakeSeconds) return null;
  const progress = `${elapsedSeconds} of ${step.bakeSeconds} s, ${requestsOf(look)} requests, no alarm fires`;
  return reason('unready', `baking at ${step.weight} %: ${progress}`);
};

const tooWeak = ({ evidence, step, inquiry }: Bake): Reason | null => {
  const targets = seen(evidence.targets);
  const needed = targets === undefined ? 0 : targetsNeeded(targets.stable, step.weight);
  if (targets !== undefined && targets.candidate.healthy < needed) {
    const healthy = `${targets.candidate.healthy} of ${needed} targets that carry ${step.weight} % are healthy`;
    return reason('unready', `capacity was lost: ${healthy}`);
  }
  const pods = seen(evidence.pods);
  const because = pods === undefined ? null : whyPodsUnsettled(pods, inquiry.now);
  return because === null ? null : reason('unready', because);
};

const tooFew = (look: Bake): Reason | null => {
  const { minimumRequests } = look.inquiry;
  const requests = requestsOf(look);
  return requests >= minimumRequests
    ? null
    : reason('unproven', `too few requests to judge: ${requests} of ${minimumRequests}`);
};

/** Before the last step a version need not be worse; after it, it must be known not to be. */
const notProven = ({ step, comparison, inquiry }: Bake): Reason | null => {
  if (step.weight !== 100 || comparison?.errors.answer !== 'unclear') return null;
  if (inquiry.terms?.baseline === null && comparison.errors.reference.requests === 0) return null;
  return reason('unproven', comparison.errors.sentence);
};

const blind = (look: Bake): Reason | null => {
  const because = whyCouldNotLook(look);
  return because === null ? null : reason('blind', because);
};

const reasonsToHold: readonly ((look: Bake) => Reason | null)[] = [blind, tooYoung, tooWeak, tooFew, notProven];

const goOn = (look: Bake): Verdict => {
  const { step, elapsedSeconds, comparison } = look;
  const compared = comparison === null ? '' : `: ${comparison.errors.sentence}`;
  return advance(
    `${requestsOf(look)} requests in ${elapsedSeconds} s at ${step.weight} % and no alarm fires${compared}`,
  );
};

/** A bake that nothing speaks against: goes on when all is known that must be known, and holds until then. */
export const judgeBake = (look: Bake): Verdict => {
  const { inquiry, step, elapsedSeconds } = look;
  if (inquiry.promotedBecause !== null) return advance(`promoted by an operator: ${inquiry.promotedBecause}`);
  const why = reasonsToHold.map((rule) => rule(look)).find((found) => found !== null) ?? null;
  if (why === null) return goOn(look);
  if (elapsedSeconds >= step.bakeSeconds + inquiry.patienceSeconds) return inconclusive(look, why);
  const lookAgainSeconds = nextLookSeconds(elapsedSeconds, step.bakeSeconds);
  return why.kind === 'blind' ? couldNotLook(why.because, lookAgainSeconds) : hold(why.because, lookAgainSeconds);
};
