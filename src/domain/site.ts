import type { Policy } from '../contracts/policy.ts';
import type { CohortRule, Color, Environment, Site } from '../contracts/site.ts';
import type { IngressAddress, Route } from '../ports/routes.ts';
import type { LiveSplit } from '../ports/traffic.ts';
import type { Strategy } from './strategies.ts';

/** Blue and green in one namespace are told apart by their names. */
export const isSlotted = ({ workload: { namespaces } }: Pick<Policy, 'workload'>): boolean =>
  namespaces.blue === namespaces.green;

/** The new version takes the place of the old one, in its target group too. */
export const isInPlace = ({ stable, candidate }: Pick<Site, 'stable' | 'candidate'>): boolean =>
  stable.targetGroup === candidate.targetGroup;

/** The name of the deployment of one color. */
export const deploymentOf = (policy: Pick<Policy, 'workload'>, color: Color): string =>
  isSlotted(policy) ? `${policy.workload.deployment}-${color}` : policy.workload.deployment;

/** What to ask for where an Ingress leads; null when the policy names rule and target groups itself. */
export const ingressOf = (policy: Policy): IngressAddress | null => {
  const { cluster, traffic, workload } = policy;
  if (traffic.ingress === undefined) return null;
  const { name: ingress, action } = traffic.ingress;
  const services = { blue: deploymentOf(policy, 'blue'), green: deploymentOf(policy, 'green') };
  return { cluster, namespace: workload.namespaces.blue, ingress, action, services };
};

const environment = (policy: Policy, route: Route, color: Color): Environment | null => {
  const [namespace, targetGroup] = [policy.workload.namespaces[color], route.targetGroups[color]];
  if (namespace === undefined || targetGroup === undefined) return null;
  return { color, namespace, deployment: deploymentOf(policy, color), targetGroup };
};

const cohortOf = ({ traffic: { cohort } }: Policy): CohortRule | null => {
  if (cohort === undefined) return null;
  const { listenerRule, header, cookie, query } = cohort;
  if (header !== undefined) return { listenerRule, match: { header: header.name, value: header.value } };
  if (cookie !== undefined)
    return { listenerRule, match: { header: 'Cookie', value: `*${cookie.name}=${cookie.value}*` } };
  return query === undefined ? null : { listenerRule, match: { query: query.key, value: query.value } };
};

const whyNobodyIsStable = (route: Route, live: LiveSplit): string | null => {
  const { blue, green } = route.targetGroups;
  if (live.closed === true) return 'the listener rule gives everybody a maintenance answer: open it first';
  const others = Object.keys(live.weights).filter(
    (group) => group !== blue && group !== green && (live.weights[group] ?? 0) > 0,
  );
  if (others.length > 0)
    return `the listener rule also sends users to ${others.join(', ')}, which the policy does not name`;
  if (live.sticky)
    return 'the listener rule has stickiness on: its cookies would override the weights; turn it off first';
  const [blueWeight, greenWeight] = [live.weights[blue] ?? 0, live.weights[green ?? ''] ?? 0];
  if (blueWeight > 0 === greenWeight > 0)
    return `the live weights are blue ${blueWeight}, green ${greenWeight}: give all users to one of them first`;
  return null;
};

/** Roles from the live weights: whoever has all users is stable. A sentence when nobody has, or somebody else has a share. */
export const siteOf = (policy: Policy, route: Route, live: LiveSplit, place: Strategy['place']): Site | string => {
  const why = whyNobodyIsStable(route, live);
  if (why !== null) return why;
  const color = (live.weights[route.targetGroups.blue] ?? 0) > 0 ? 'blue' : 'green';
  const stable = environment(policy, route, color);
  const candidate = place === 'inPlace' ? stable : environment(policy, route, color === 'blue' ? 'green' : 'blue');
  if (stable === null || candidate === null) return 'the policy names no second environment';
  const cohort = place === 'inPlace' ? null : cohortOf(policy);
  return {
    cluster: policy.cluster,
    container: policy.workload.container,
    listenerRule: route.listenerRule,
    stable,
    candidate,
    ...(route.ingress === undefined ? {} : { ingress: route.ingress }),
    ...(cohort === null ? {} : { cohort }),
  };
};
