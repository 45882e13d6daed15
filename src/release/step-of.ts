import type { Step, StepOf } from '../contracts/plan.ts';
import type { Turn } from '../contracts/turns.ts';
import { TidegateError } from '../domain/errors.ts';

/** The turn's step, if it is of the kind that this function does. */
export const stepOf = <K extends Step['kind']>(turn: Turn, kind: K): StepOf<K> => {
  if (turn.step.kind !== kind)
    throw new TidegateError('InputInvalid', `expected a ${kind} step, got ${turn.step.kind}`);
  return turn.step as StepOf<K>;
};
