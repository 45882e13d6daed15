import type { FlagValue } from '../../../src/contracts/plan.ts';
import type { ReleaseRef } from '../../../src/contracts/release.ts';
import { type Models, told } from './effect.ts';

/** Flags, executions, and functions that are invoked without waiting. */
export const others: Models = {
  'flags.read': (world) => told(world, { values: world.flags }),
  'flags.patch': (world, _home: unknown, values: Readonly<Record<string, FlagValue>>) =>
    told({ ...world, flags: { ...world.flags, ...values } }),
  'executions.stateOf': (world, name: string) => {
    const status = world.executions[name];
    return told(world, status === undefined ? 'unknown' : status === 'RUNNING' ? 'running' : 'ended');
  },
  'executions.start': (world, name: string, input: unknown) => {
    if (world.executions[name] !== undefined) return told(world, 'already');
    return {
      ...told({ ...world, executions: { ...world.executions, [name]: 'RUNNING' } }, 'started'),
      starts: { name, input },
    };
  },
  'restorer.begin': (world, release: ReleaseRef) => ({
    ...told(world),
    invokes: { program: 'RestoreAtOnce', input: { release, atOnce: true } },
  }),
};
