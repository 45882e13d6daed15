import type { Api } from '../api/api.ts';
import { matchesSelector } from '../api/label-selector.ts';
import type { Node } from '../objects/core.ts';
import { isTerminating, type Labels } from '../objects/meta.ts';
import { hasEnded, type Pod, type TopologySpreadConstraint } from '../objects/pod.ts';

/** How well a node suits a pod that wants to be spread. */
export interface SpreadFit {
  /** Whether every DoNotSchedule constraint holds when the pod goes there. */
  readonly allowed: boolean;
  /** Pods like it that are there already, by its ScheduleAnyway constraints; fewer is better. */
  readonly crowd: number;
}

/**
 * Rates a node by the pod's topologySpreadConstraints. Tainted nodes count as domains unless `nodeTaintsPolicy` is Honor, so a
 * lost node keeps its place in the balance. See
 * https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
 */
export function spreadFit(api: Api, pod: Pod, candidates: readonly Node[]): (node: Node) => SpreadFit {
  const rated = (pod.spec.topologySpreadConstraints ?? []).map((constraint) => {
    return { constraint, counts: countByDomain(api, pod, constraint, candidates) };
  });
  return (node) => {
    const there = rated.map(({ constraint, counts }) => {
      const count = counts.get(domainOf(constraint, node) ?? '');
      return { constraint, count, least: Math.min(...counts.values()) };
    });
    const isHard = ({ whenUnsatisfiable }: TopologySpreadConstraint) => whenUnsatisfiable === 'DoNotSchedule';
    const allowed = there.every(({ constraint, count, least }) => {
      if (!isHard(constraint)) return true;
      return count !== undefined && count + countsItself(constraint, pod) - least <= constraint.maxSkew;
    });
    const soft = there.filter(({ constraint }) => !isHard(constraint));
    return { allowed, crowd: soft.reduce((sum, { count }) => sum + (count ?? 0), 0) };
  };
}

function countByDomain(
  api: Api,
  pod: Pod,
  constraint: TopologySpreadConstraint,
  candidates: readonly Node[],
): ReadonlyMap<string, number> {
  const domains = new Map<string, string>();
  for (const node of candidates) {
    const domain = domainOf(constraint, node);
    if (domain !== undefined && counts(constraint, node)) domains.set(node.metadata.name, domain);
  }
  const numbers = new Map([...domains.values()].map((domain) => [domain, 0]));
  for (const other of api.list('pods', pod.metadata.namespace)) {
    const domain = domains.get(other.spec.nodeName ?? '');
    if (domain === undefined || isTerminating(other) || hasEnded(other)) continue;
    if (isAlike(constraint, pod, other)) numbers.set(domain, (numbers.get(domain) ?? 0) + 1);
  }
  return numbers;
}

function counts({ nodeTaintsPolicy = 'Ignore' }: TopologySpreadConstraint, { spec }: Node): boolean {
  return nodeTaintsPolicy === 'Ignore' || (spec.taints ?? []).length === 0;
}

function domainOf({ topologyKey }: TopologySpreadConstraint, { metadata }: Node): string | undefined {
  return metadata.labels?.[topologyKey];
}

function countsItself(constraint: TopologySpreadConstraint, pod: Pod): number {
  return isAlike(constraint, pod, pod) ? 1 : 0;
}

function isAlike({ labelSelector, matchLabelKeys = [] }: TopologySpreadConstraint, pod: Pod, other: Pod): boolean {
  const labels: Labels = other.metadata.labels ?? {};
  if (labelSelector === undefined || !matchesSelector(labelSelector, labels)) return false;
  return matchLabelKeys.every((key) => labels[key] === pod.metadata.labels?.[key]);
}
