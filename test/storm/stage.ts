import type { Users } from './users.ts';
import type { Behaviour } from './world/versions.ts';
import type { World } from './world/world.ts';

/** Something worth telling. `at` is emulated epoch milliseconds. */
export interface Line {
  readonly at: number;
  readonly who: string;
  readonly what: string;
}

/** An image that somebody pushed. */
export interface Push {
  readonly at: number;
  readonly tag: string;
  readonly digest: string;
  readonly behaviour: Behaviour;
}

/** A world while a story is told in it, with what the story did so far. */
export interface Stage {
  readonly world: World;
  readonly users: Users;
  readonly lines: Line[];
  readonly pushes: Push[];
  /** Targets whose pods the story killed, and when. */
  readonly killed: { readonly at: number; readonly target: string }[];
  /** When an operator was told that an abort sends users back. */
  readonly aborts: number[];
  /** Deeds that the world refused: they happened to nobody. */
  refusals: number;
}

/** Writes down what somebody does now. */
export function tell({ lines, world }: Stage, who: string, what: string): void {
  lines.push({ at: world.cloud.clock.now(), who, what });
}
