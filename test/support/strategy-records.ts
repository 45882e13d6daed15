import type { ReleaseRecord } from '../../src/contracts/release.ts';
import type { Site } from '../../src/contracts/site.ts';
import type { StrategyName } from '../../src/contracts/strategy-names.ts';
import { siteOf } from '../../src/domain/site.ts';
import { strategies } from '../../src/domain/strategies.ts';
import { undoOf } from '../../src/domain/undo.ts';
import { blue, green, home, policyWith, recordWith, rule, runningImage } from './release-facts.ts';

export const cohortRule = `${rule}c`;
const cohort = { listenerRule: cohortRule, header: { name: 'x-beta', value: 'yes' }, for: '2h' };
const capacity = { replicas: 3, floor: 2, revision: 'orders-7f9c' };

/** The same release as `recordWith` has, planned by any strategy; `traffic` changes the policy, `more` the site. */
export const recordOf = (
  name: StrategyName,
  changes: Partial<ReleaseRecord> = {},
  { traffic = {}, more = {} }: { traffic?: object; more?: Partial<Site> } = {},
): ReleaseRecord => {
  const route = { listenerRule: rule, targetGroups: { blue, green } };
  const policy = policyWith({ traffic: { ...route, cohort, ...traffic } });
  const live = { listenerRule: rule, weights: { [blue]: 100 }, sticky: false };
  const found = siteOf(policy, route, live, strategies[name].place);
  if (typeof found === 'string') throw new Error(found);
  const site = { ...found, ...more };
  const raise = (percent: number) => ({
    home,
    changes: [{ key: 'new-checkout', before: { enabled: false }, after: { enabled: true, percent }, at: percent }],
  });
  const plan = strategies[name].plan({ policy, site, capacity, flags: null, raise, urgent: false });
  const undo = undoOf(plan, { site, capacity, keep: [], image: runningImage });
  const { release } = recordWith();
  return recordWith({
    release: { ...release, strategy: name, site, capacity, plan: [...plan], undo: [...undo] },
    ...changes,
  });
};
