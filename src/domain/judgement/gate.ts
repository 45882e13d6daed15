/** What forward steps wait for. A gate never keeps users from going back. */
import type { StepOf } from '../../contracts/plan.ts';
import type { Verdict } from '../../contracts/verdict.ts';
import { alarmsIn } from '../alarms-in.ts';
import { answerInVerdict, answerTo, whyOf } from '../asking.ts';
import { opening } from '../gates/calendar.ts';
import { nextLookSeconds } from '../slices.ts';
import { advance, couldNotLook, hold, rollBack, rollBackInconclusive } from '../verdict.ts';
import { seen } from './is-unseen.ts';
import type { Look } from './look.ts';
import { whyCouldNotLook } from './unseen.ts';

type Gate = Look & { readonly step: StepOf<'gate'> };

/** A gate after the last weight stands before the point of no return. */
const isLast = ({ weight, before }: StepOf<'gate'>): boolean => before === weight && weight > 0;

const what = (step: StepOf<'gate'>): string => {
  if (isLast(step)) return 'retire the old version';
  return step.before === 0 ? 'deploy the new version' : `give ${step.before} % of users the new version`;
};

/** A day at most, so that a calendar that is mended is noticed. */
const longestLookSeconds = 86_400;

const whileClosed = ({ step, inquiry, elapsedSeconds }: Gate): Verdict | null => {
  const { calendar } = inquiry.terms ?? {};
  if (calendar === undefined || isLast(step)) return null;
  const now = opening(calendar, inquiry.now);
  if (now.open) return null;
  const watch = step.weight === 0 ? longestLookSeconds : nextLookSeconds(elapsedSeconds, 0);
  return hold(`${now.because}, then: ${what(step)}`, Math.max(1, Math.min(now.secondsUntil ?? watch, watch)));
};

const whileIncident = ({ step, evidence, elapsedSeconds }: Gate): Verdict | null => {
  const firing = alarmsIn('firing', seen(evidence.incidents));
  if (!firing) return null;
  return hold(`an incident freezes steps forward: ${firing}, then: ${what(step)}`, nextLookSeconds(elapsedSeconds, 0));
};

const untilAnswered = ({ step, inquiry, elapsedSeconds }: Gate): Verdict | null => {
  if (step.approveWithinSeconds === undefined) return null;
  const question = what(step);
  const answer = answerTo(inquiry.answers, question);
  if (answer?.said === 'yes') return null;
  if (answer?.said === 'no') return rollBack(answerInVerdict(answer));
  const leftSeconds = step.approveWithinSeconds - elapsedSeconds;
  if (leftSeconds <= 0)
    return rollBackInconclusive(`nobody agreed within ${step.approveWithinSeconds} s to ${question}`);
  const because = `a person must agree to ${question}`;
  return {
    kind: 'ask',
    question,
    because,
    lookAgainSeconds: Math.min(leftSeconds, nextLookSeconds(elapsedSeconds, 0)),
  };
};

const blind = (look: Gate): Verdict | null => {
  const because = whyCouldNotLook(look);
  return because === null ? null : couldNotLook(because, nextLookSeconds(look.elapsedSeconds, 0));
};

const agreed = ({ step, inquiry }: Gate): string => {
  const answer = answerTo(inquiry.answers, what(step));
  return answer === undefined ? '' : `; ${answer.by} agreed${whyOf(answer)}`;
};

/** The first thing that it waits for, in the order in which people can do something about it. */
export const judgeGate = (look: Gate): Verdict =>
  untilAnswered(look) ??
  whileClosed(look) ??
  whileIncident(look) ??
  blind(look) ??
  advance(`the gate is open to ${what(look.step)}${agreed(look)}`);
