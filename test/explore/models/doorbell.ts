import type { Bell, Shared } from '../rules.ts';
import { type Effect, type Models, told } from './effect.ts';

const answer = <W extends Shared>(world: W, token: string, heard: NonNullable<Bell['heard']>): Effect<W> => {
  const waiting = Object.entries(world.bells ?? {}).find(([, bell]) => bell.token === token);
  if (waiting === undefined || waiting[1].heard !== undefined) return told(world, 'nobody');
  return told({ ...world, bells: { ...world.bells, [waiting[0]]: { token, heard } } }, 'woken');
};

/** Task tokens of the state machine. */
export const doorbell = <W extends Shared>(): Models<W> => ({
  'doorbell.ring': (world, token: string) => answer(world, token, 'ring'),
  'doorbell.abort': (world, token: string) => answer(world, token, 'abort'),
});
