import type { Setting } from './facts.ts';
import type { Patch } from './patches.ts';
import type { Bound, Trouble } from './troubles.ts';

/** One rule of the safety protocol taken away from the sources: the exploration must find what it was there for. */
export interface Mutation {
  readonly name: string;
  /** The rule, in words. */
  readonly rule: string;
  readonly patches: readonly Patch[];
  /** Where it shows, when not by blue-green with all users in one step. */
  readonly setting?: Partial<Setting>;
  /** The smallest bound that shows it. */
  readonly bound: Bound;
  /** Where the functions fail, when it would take long to find otherwise. */
  readonly strikes?: readonly string[];
  /** A second line of defence, that shows only when functions may be slower than they can be. */
  readonly slowFunctions?: boolean;
  /** Why no interleaving needs it: another rule keeps the same harm away. Kept all the same, and never caught. */
  readonly needless?: string;
}

/** One change of one file. */
export const patch = (file: string, find: string, replace: string): Patch => ({ file, find, replace });
/** Each of these at most once. */
export const within = (...kinds: Trouble[]): Bound => [{ most: kinds.length, kinds }];
