import type { Answer } from '../process-states.ts';
import type { World } from '../world.ts';

/** What a call does: the new world, what the caller hears, and what it starts. */
export interface Effect<W = World> {
  readonly world: W;
  readonly answer: Answer;
  /** An execution. */
  readonly starts?: { readonly name: string; readonly input: unknown };
  /** A function, invoked without waiting for it. */
  readonly invokes?: { readonly program: string; readonly input: unknown };
}
export type Model<W = World> = (world: W, ...args: never[]) => Effect<W>;
export type Models<W = World> = Readonly<Record<string, Model<W>>>;

export const told = <W>(world: W, value?: unknown): Effect<W> => ({
  world,
  answer: value === undefined ? {} : { value },
});
