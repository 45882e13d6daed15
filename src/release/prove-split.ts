import { TidegateError } from '../domain/errors.ts';
import { agrees, describeSplit, foundBy } from '../domain/split.ts';
import type { LiveSplit, Split, Traffic } from '../ports/traffic.ts';

/** What the load balancer has where this split belongs. */
export const liveOf = (traffic: Traffic, split: Split): Promise<LiveSplit> =>
  traffic.read(split.listenerRule, foundBy(split));

/** Throws `NotConverged` until the load balancer has these very weights. */
export const proveSplit = async (traffic: Traffic, wanted: Split): Promise<void> => {
  const live = await liveOf(traffic, wanted);
  if (agrees(live, wanted)) return;
  const shown = describeSplit(live, (group) => group.split('/')[1] ?? group);
  const found = live.closed === true ? 'a maintenance answer' : `${shown}${live.sticky ? ', sticky' : ''}`;
  throw new TidegateError('NotConverged', `the load balancer has ${found} instead of what was set`);
};
