import type { Inquiry, Verdict } from '../../contracts/verdict.ts';
import { rollBack } from '../verdict.ts';
import { judgeBake } from './bake.ts';
import { judgeGate } from './gate.ts';
import { lookOf } from './look.ts';
import { whyBad } from './why-bad.ts';

/** What the evidence means. The same inquiry has the same verdict, today and when it is explained. Throws `InputInvalid`. */
export const judge = (inquiry: Inquiry): Verdict => {
  const look = lookOf(inquiry);
  const bad = whyBad(look);
  if (bad !== null) return rollBack(bad);
  const { step } = look;
  return step.kind === 'gate' ? judgeGate({ ...look, step }) : judgeBake({ ...look, step });
};
