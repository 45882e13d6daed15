import type { Policy } from '../contracts/policy.ts';
import type { Finding, Ways } from '../contracts/preflight.ts';
import type { Site } from '../contracts/site.ts';
import { allWays, waysOf } from '../domain/preflight/ways.ts';
import { siteOf } from '../domain/site.ts';
import { strategies, whyImpossible } from '../domain/strategies.ts';
import type { Inspection } from '../ports/inspection.ts';
import type { Routes } from '../ports/routes.ts';
import type { Traffic } from '../ports/traffic.ts';
import { preflight } from './preflight.ts';
import { Refusal } from './refusal.ts';
import { routeNow } from './route-now.ts';

export interface ExaminePorts {
  readonly routes: Routes;
  readonly traffic: Traffic;
  readonly inspection: Inspection;
}

const onePod = { replicas: 1, floor: null };

/** All the ways in which the policy lets a version be released. */
const waysIn = (policy: Policy, siteFor: (place: 'beside' | 'inPlace') => Site): Ways => {
  const names = [...new Set(Object.values(policy.strategy))].filter((name) => whyImpossible(policy, name) === null);
  return allWays(
    names.map((name) => {
      const site = siteFor(strategies[name].place);
      return waysOf(strategies[name].plan({ policy, site, capacity: onePod, flags: null, urgent: false }), site);
    }),
  );
};

/** The preflight of a service as it is now, for every way in which its policy may release it. Throws why it can't be released at all. */
export const examine = async (policy: Policy, { routes, traffic, inspection }: ExaminePorts): Promise<Examination> => {
  const route = await routeNow(policy, routes);
  const live = await traffic.read(route.listenerRule);
  const siteFor = (place: 'beside' | 'inPlace'): Site => {
    const site = siteOf(policy, route, live, place);
    if (typeof site === 'string') throw new Refusal(site);
    return site;
  };
  const ways = waysIn(policy, siteFor);
  const site = siteFor(ways.beside ? 'beside' : 'inPlace');
  return { site, ways, findings: await preflight({ policy, site, ways }, inspection) };
};

/** What was examined, and what was found. */
export interface Examination {
  readonly site: Site;
  readonly ways: Ways;
  readonly findings: readonly Finding[];
}
