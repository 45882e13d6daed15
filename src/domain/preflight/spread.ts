import type { DeploymentFacts } from '../../ports/inspection/cluster-facts.ts';
import type { PreflightFacts } from '../../ports/inspection.ts';
import { kubectlPatch } from './patch.ts';
import { always, type Found, type Rules } from './rule.ts';
import { objectName, ofStable, replicasOf } from './seen.ts';

const spreadOver = ({ metadata, spec }: DeploymentFacts, topologyKeys: readonly string[]): string => {
  const labelSelector = { matchLabels: spec.selector.matchLabels ?? {} };
  const topologySpreadConstraints = topologyKeys.map((topologyKey) => ({
    ...{ maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway', labelSelector },
  }));
  return kubectlPatch('deployment', metadata, { spec: { template: { spec: { topologySpreadConstraints } } } });
};

const hostname = 'kubernetes.io/hostname';
const zone = 'topology.kubernetes.io/zone';

const zonesOf = (facts: PreflightFacts, names: readonly string[]): ReadonlySet<string | undefined> =>
  new Set((facts.k8s.cluster.nodes ?? []).filter(({ name }) => names.includes(name)).map((node) => node.zone));

const found = (deployment: DeploymentFacts, what: string, patch: string): readonly Found[] => [
  { where: objectName('Deployment', deployment.metadata), what, patch },
];

/** That the loss of a pod, a node or a zone leaves somebody to answer. */
export const spreadRules: Rules<'single-replica' | 'one-node' | 'one-zone' | 'spread-missing'> = {
  'single-replica': {
    severity: always('warning'),
    title: 'There is only one pod.',
    why: 'When it crashes or its node goes, nobody is left: every request fails until a new pod is ready.',
    remedy: 'Run at least two.',
    find: (facts) =>
      ofStable(facts, (deployment) =>
        replicasOf(deployment) !== 1
          ? []
          : found(
              deployment,
              'it runs one pod',
              kubectlPatch('deployment', deployment.metadata, { spec: { replicas: 2 } }),
            ),
      ),
  },
  'one-node': {
    severity: always('warning'),
    title: 'All pods are on one node.',
    why: 'When this node goes, all pods go with it.',
    remedy: 'Spread the pods over nodes.',
    find: (facts) =>
      ofStable(facts, (deployment) => {
        const { placement = [] } = facts.k8s.stable;
        const nodes = new Set(placement);
        if (placement.length < 2 || nodes.size > 1) return [];
        const what = `its ${placement.length} pods are all on node ${placement[0]}`;
        return found(deployment, what, spreadOver(deployment, [hostname, zone]));
      }),
  },
  'one-zone': {
    severity: always('warning'),
    title: 'All pods are in one zone, though the cluster has more.',
    why: 'When this zone fails, all pods go with it, and the load balancer has nobody in the others.',
    remedy: 'Spread the pods over zones.',
    find: (facts) =>
      ofStable(facts, (deployment) => {
        const { placement = [] } = facts.k8s.stable;
        const all = (facts.k8s.cluster.nodes ?? []).map(({ name }) => name);
        const used = [...zonesOf(facts, placement)];
        if (new Set(placement).size < 2 || used.length !== 1 || zonesOf(facts, all).size < 2) return [];
        return found(deployment, `all its pods are in zone ${used[0]}`, spreadOver(deployment, [zone]));
      }),
  },
  'spread-missing': {
    severity: always('warning'),
    title: 'Nothing asks the scheduler to spread the pods.',
    why: 'The pods of the next version may all land on one node, and go with it.',
    remedy: 'Ask for a spread over nodes and zones.',
    find: (facts) =>
      ofStable(facts, (deployment) => {
        const { topologySpreadConstraints = [], affinity } = deployment.spec.template.spec;
        if (topologySpreadConstraints.length > 0 || affinity?.podAntiAffinity !== undefined) return [];
        const what = 'it has neither topologySpreadConstraints nor a podAntiAffinity';
        return found(deployment, what, spreadOver(deployment, [hostname, zone]));
      }),
  },
};
