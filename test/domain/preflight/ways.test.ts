import { describe, expect, it } from '@jest/globals';
import type { Ways } from '../../../src/contracts/preflight.ts';
import type { StrategyName } from '../../../src/contracts/strategy-names.ts';
import { allWays, waysOf } from '../../../src/domain/preflight/ways.ts';
import { strategies } from '../../../src/domain/strategies.ts';
import { policyWith, site } from '../../support/release-facts.ts';
import { beside, downtime, inPlace, no } from './example.ts';

const here = { ...site, candidate: site.stable };
const slot = {
  ...site,
  candidate: { ...site.candidate, namespace: site.stable.namespace, deployment: 'orders-green' },
};

describe('the ways of a release', () => {
  it.each<[StrategyName, typeof site, Ways]>([
    ['rolling', here, inPlace],
    ['blue-green', site, beside],
    ['canary', slot, { ...beside, slots: true }],
    ['recreate', here, downtime],
    ['flag', here, no],
  ])('come from what the steps of %s do to pods', (name, at, ways) => {
    const blueprint = {
      policy: policyWith(),
      site: at,
      capacity: { replicas: 3, floor: 2 },
      flags: null,
      urgent: false,
    };
    expect(waysOf(strategies[name].plan(blueprint), at)).toEqual(ways);
  });

  it('add up where a policy has several', () => {
    expect(allWays([inPlace, beside])).toEqual({ ...inPlace, beside: true });
    expect(allWays([])).toEqual(no);
  });
});
