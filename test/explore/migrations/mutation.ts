import type { Patch } from '../patches.ts';
import type { Bound, Trouble } from '../troubles.ts';
import type { Setting } from './facts.ts';

/** One rule of migrations taken away from the sources: the exploration must find what it was there for. */
export interface MigrationMutation {
  readonly name: string;
  /** The rule, in words. */
  readonly rule: string;
  readonly patches: readonly Patch[];
  /** The smallest bound that shows it. */
  readonly bound: Bound;
  readonly approval?: Setting['approval'];
}

/** One change of one file. */
export const patch = (file: string, find: string, replace: string): Patch => ({ file, find, replace });
/** Each of these at most once. */
export const within = (...kinds: Trouble[]): Bound => [{ most: kinds.length, kinds }];
