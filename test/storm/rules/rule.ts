import type { Played } from '../play.ts';

/** What must hold at the end of every story: a sentence for each way in which it does not. */
export type Rule = (played: Played) => readonly string[];

/** A broken rule, in words. */
export interface Violation {
  readonly rule: string;
  readonly what: string;
}

/** Emulated time as the story tells it. */
export const clockTime = (at: number): string => new Date(at).toISOString().slice(11, 23);
