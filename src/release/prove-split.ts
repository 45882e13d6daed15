import { TidegateError } from '../domain/errors.ts';
import { agrees, describeSplit } from '../domain/split.ts';
import type { Split, Traffic } from '../ports/traffic.ts';

/** Throws `NotConverged` until the load balancer has these very weights. */
export const proveSplit = async (traffic: Traffic, wanted: Split): Promise<void> => {
  const live = await traffic.read(wanted.listenerRule);
  if (agrees(live, wanted)) return;
  const shown = describeSplit(live, (group) => group.split('/')[1] ?? group);
  const found = live.closed === true ? 'a maintenance answer' : `${shown}${live.sticky ? ', sticky' : ''}`;
  throw new TidegateError('NotConverged', `the load balancer has ${found} instead of what was set`);
};
