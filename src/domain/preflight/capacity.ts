import type { Ways } from '../../contracts/preflight.ts';
import type { DeploymentFacts, NodeFacts, PodSize, QuotaFacts } from '../../ports/inspection/cluster-facts.ts';
import type { PreflightFacts } from '../../ports/inspection.ts';
import { kubectlPatch } from './patch.ts';
import { surgeOf, unavailableOf } from './rollout.ts';
import { isBeside, type Rules } from './rule.ts';
import { ofStable, replicasOf } from './seen.ts';

interface Need {
  readonly pods: number;
  readonly namespace: string;
}

/** Pods that must find room beside those that run: all of the candidate's, or what a rollout can't do without. */
const needOf = (facts: PreflightFacts, deployment: DeploymentFacts, ways: Ways): Need => {
  const { stable, candidate } = facts.inspected;
  if (!isBeside(ways)) {
    const pods = unavailableOf(deployment) > 0 ? 0 : surgeOf(deployment);
    return { pods, namespace: stable.namespace };
  }
  const present = facts.k8s.candidate.deployment;
  const pods = Math.max(0, replicasOf(deployment) - (present ? replicasOf(present) : 0));
  return { pods, namespace: candidate.namespace };
};

const fits = ({ free }: NodeFacts, { cpu, memoryBytes }: PodSize): number =>
  Math.max(
    0,
    Math.min(
      free.pods,
      cpu === 0 ? free.pods : Math.floor(free.cpu / cpu),
      memoryBytes === 0 ? free.pods : Math.floor(free.memoryBytes / memoryBytes),
    ),
  );

const wantedOf = (pods: number, { cpu, memoryBytes }: PodSize): Readonly<Record<string, number>> => ({
  ...{ pods, 'count/pods': pods },
  ...{ cpu: pods * cpu, 'requests.cpu': pods * cpu },
  ...{ memory: pods * memoryBytes, 'requests.memory': pods * memoryBytes },
});

const short = (quota: QuotaFacts, wanted: Readonly<Record<string, number>>): readonly string[] =>
  Object.keys(wanted).filter((resource) => (quota.room[resource] ?? Infinity) < (wanted[resource] ?? 0));

/** That the pods of a release find room. */
export const capacityRules: Rules<'capacity-short' | 'quota-short'> = {
  'capacity-short': {
    severity: { beside: 'warning', inPlace: 'warning' },
    title: 'The nodes have no room for the pods of a release.',
    why: 'Pods wait for new nodes while the clock of the release runs; without a node autoscaler they wait for ever, and so does capacity for a load that rises meanwhile.',
    remedy:
      'Add nodes, or let Karpenter or the cluster autoscaler do it, and give readiness time enough for a node to start.',
    find: (facts, ways) =>
      ofStable(facts, (deployment) => {
        const { nodes, podSize } = facts.k8s.cluster;
        if (nodes === undefined || podSize === undefined) return [];
        const { pods } = needOf(facts, deployment, ways);
        const room = nodes.reduce((sum, node) => sum + fits(node, podSize), 0);
        if (room >= pods) return [];
        const what = `${pods} more pods are needed at once, and ${nodes.length} nodes have room for ${room}`;
        const patch = '# tidegate.yml, when a node autoscaler adds nodes\nreadiness:\n  within: 5m';
        return [{ where: `cluster ${facts.inspected.cluster}`, what, patch }];
      }),
  },
  'quota-short': {
    severity: { beside: 'error', inPlace: 'error' },
    title: 'A ResourceQuota forbids the pods of a release.',
    why: 'Kubernetes refuses to create them: the new version never gets ready.',
    remedy: 'Raise the quota to hold the pods of both versions.',
    find: (facts, ways) =>
      ofStable(facts, (deployment) => {
        const { pods, namespace } = needOf(facts, deployment, ways);
        const quotas = (isBeside(ways) ? facts.k8s.candidate : facts.k8s.stable).quotas ?? [];
        const wanted = wantedOf(pods, facts.k8s.cluster.podSize ?? { cpu: 0, memoryBytes: 0 });
        return quotas.flatMap((quota) => {
          const lacking = short(quota, wanted);
          if (lacking.length === 0) return [];
          const more = lacking.map(
            (resource) => `${resource}: ${wanted[resource]} needed, ${quota.room[resource]} free`,
          );
          const hard = Object.fromEntries(lacking.map((resource) => [resource, `<at least ${wanted[resource]} free>`]));
          return [
            {
              where: `ResourceQuota ${namespace}/${quota.name}`,
              what: more.join('; '),
              patch: kubectlPatch('resourcequota', { namespace, name: quota.name }, { spec: { hard } }),
            },
          ];
        });
      }),
  },
};
