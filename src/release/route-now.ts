import type { Policy } from '../contracts/policy.ts';
import { ingressOf } from '../domain/site.ts';
import type { Route, Routes } from '../ports/routes.ts';
import { Refusal } from './refusal.ts';

/** How users reach the service of a policy: as it says itself, or as its Ingress has it. */
export const routeNow = async (policy: Policy, routes: Routes): Promise<Route> => {
  const address = ingressOf(policy);
  if (address !== null) return routes.ofIngress(address);
  const { listenerRule, targetGroups } = policy.traffic;
  if (listenerRule === undefined || targetGroups === undefined)
    throw new Refusal('the policy names neither an Ingress nor a listener rule with its target groups');
  return { listenerRule, targetGroups };
};
