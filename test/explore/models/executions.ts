import type { Shared } from '../rules.ts';
import { type Models, told } from './effect.ts';

/** Executions of the state machine, by their names. */
export const executions = <W extends Shared>(): Models<W> => ({
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
});
