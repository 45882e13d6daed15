import type { FlagValue } from '../../../src/contracts/plan.ts';
import type { ReleaseRef } from '../../../src/contracts/release.ts';
import type { World } from '../world.ts';
import { type Models, told } from './effect.ts';
import { executions } from './executions.ts';

/** Flags, executions, and functions that are invoked without waiting. */
export const others: Models = {
  'flags.read': (world) => told(world, { values: world.flags }),
  'flags.patch': (world, _home: unknown, values: Readonly<Record<string, FlagValue>>) =>
    told({ ...world, flags: { ...world.flags, ...values } }),
  ...executions<World>(),
  'restorer.begin': (world, release: ReleaseRef) => ({
    ...told(world),
    invokes: { program: 'RestoreAtOnce', input: { release, atOnce: true } },
  }),
};
