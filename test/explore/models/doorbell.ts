import type { Bell, World } from '../world.ts';
import { type Effect, type Models, told } from './effect.ts';

const answer = (world: World, token: string, heard: NonNullable<Bell['heard']>): Effect => {
  const waiting = Object.entries(world.bells ?? {}).find(([, bell]) => bell.token === token);
  if (waiting === undefined || waiting[1].heard !== undefined) return told(world, 'nobody');
  return told({ ...world, bells: { ...world.bells, [waiting[0]]: { token, heard } } }, 'woken');
};

/** Task tokens of the state machine. */
export const doorbell: Models = {
  'doorbell.ring': (world, token: string) => answer(world, token, 'ring'),
  'doorbell.abort': (world, token: string) => answer(world, token, 'abort'),
};
