/** The patience of a step ended without a verdict on the version: what then is the policy's word, or a person's. */
import type { StepOf } from '../../contracts/plan.ts';
import type { Verdict } from '../../contracts/verdict.ts';
import { answerInVerdict, answerTo } from '../asking.ts';
import { nextLookSeconds } from '../slices.ts';
import { advance, advanceInconclusive, rollBack, rollBackInconclusive } from '../verdict.ts';
import type { Look } from './look.ts';

/** `unproven`: only requests are missing. What could not be seen, or carried, is no ground to go on without a person. */
export interface Reason {
  readonly kind: 'blind' | 'unready' | 'unproven';
  readonly because: string;
}

type Bake = Look & { readonly step: StepOf<'bake'> };

/** Also the name of the question. */
const questionAt = (weight: number): string => `go on from ${weight} %`;

const byAnswer = (look: Bake, because: string): Verdict => {
  const { inquiry, step, elapsedSeconds } = look;
  const question = questionAt(step.weight);
  const answer = answerTo(inquiry.answers, question);
  if (answer !== undefined) return (answer.said === 'yes' ? advance : rollBack)(answerInVerdict(answer));
  const { askSeconds = 0 } = inquiry.terms ?? {};
  const asked = elapsedSeconds - step.bakeSeconds - inquiry.patienceSeconds;
  if (asked >= askSeconds)
    return rollBackInconclusive(`inconclusive, and nobody answered within ${askSeconds} s: ${because}`);
  const lookAgainSeconds = Math.min(nextLookSeconds(elapsedSeconds, step.bakeSeconds), askSeconds - asked);
  return { kind: 'ask', question, because, lookAgainSeconds };
};

export const inconclusive = (look: Bake, { kind, because }: Reason): Verdict => {
  const { patienceSeconds, terms } = look.inquiry;
  const held = `held for longer than ${patienceSeconds} s: ${because}`;
  const { inconclusive: then = 'rollBack' } = terms ?? {};
  if (then === 'rollBack') return rollBackInconclusive(held);
  if (then === 'advance' && kind === 'unproven') return advanceInconclusive(`${held}; the policy says to go on`);
  return byAnswer(look, held);
};
