import type { Answer } from '../process-states.ts';
import type { World } from '../world.ts';

/** What a call does: the new world, what the caller hears, and what it starts. */
export interface Effect {
  readonly world: World;
  readonly answer: Answer;
  /** An execution. */
  readonly starts?: { readonly name: string; readonly input: unknown };
  /** A function, invoked without waiting for it. */
  readonly invokes?: { readonly program: string; readonly input: unknown };
}
export type Model = (world: World, ...args: never[]) => Effect;
export type Models = Readonly<Record<string, Model>>;

export const told = (world: World, value?: unknown): Effect => ({
  world,
  answer: value === undefined ? {} : { value },
});
