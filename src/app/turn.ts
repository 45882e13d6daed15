import { Turn } from '../contracts/turns.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { handle } from './handle.ts';

/** A doer: it answers nothing that another doer would need. */
export const doer = (act: (turn: Turn) => Promise<void>) =>
  handle({
    input: Turn,
    act: async (turn) => {
      await act(turn);
      return { did: turn.step.kind };
    },
  });

/** A judge: it answers a verdict, and counts it. */
export const judge = (act: (turn: Turn) => Promise<Verdict>) =>
  handle({ input: Turn, act, count: (verdict) => ({ [`Verdict.${verdict.kind}`]: 1 }) });
