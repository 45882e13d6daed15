import type { Actors } from './actors.ts';
import type { Doing } from './machine.ts';
import type { Shared } from './rules.ts';
import type { Draft, Execution } from './state.ts';

/** `tries` of an execution whose function has returned, and which waits for the answer to its token. */
export const asleep = 20;

const without = <W extends Shared>(world: W, name: string): W => {
  const { [name]: _, ...others } = world.bells ?? {};
  const { bells, ...rest } = world;
  return (Object.keys(others).length === 0 ? rest : { ...rest, bells: others }) as W;
};

/** Each attempt has a token of its own, from the moment in which its function is called. Answers the function's input. */
export const placeBell = <W extends Shared>(
  actors: Actors<W>,
  draft: Draft,
  { name, tries }: Execution,
  { payload, callback }: Extract<Doing, { kind: 'task' }>,
): unknown => {
  const known = actors.names.valueOf(name);
  const token = `${callback?.token}.${tries}`;
  actors.change(draft, `bell ${token}`, (world) => ({ ...world, bells: { ...world.bells, [known]: { token } } }));
  return { ...(payload as object), token };
};

/** The task is over, in whatever way: nobody waits with its token any more, and its wait outlives nobody. */
export const takeBell = <W extends Shared>(actors: Actors<W>, draft: Draft, { name }: Execution): void => {
  const known = actors.names.valueOf(name);
  if (actors.worldOf(draft).bells?.[known] === undefined) return;
  actors.change(draft, `no bell ${known}`, (world) => without(world, known));
  const bit = 1 << name;
  draft.processes = draft.processes.map((process) => ({ ...process, marks: process.marks & ~bit }));
};
