import type { CountOrShare, DeploymentFacts } from '../../ports/inspection/cluster-facts.ts';
import { kubectlPatch } from './patch.ts';
import { always, type Found, type Rules } from './rule.ts';
import { objectName, ofStable, replicasOf } from './seen.ts';

type Rounding = typeof Math.floor | typeof Math.ceil;

/** A count, or a share of the replicas. */
export const countOf = (value: CountOrShare, replicas: number, round: Rounding): number =>
  typeof value === 'number' ? value : round((Number.parseFloat(value) / 100) * replicas);

/** Kubernetes rounds unavailable down and surge up. https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment */
export const unavailableOf = (deployment: DeploymentFacts): number =>
  countOf(deployment.spec.strategy?.rollingUpdate?.maxUnavailable ?? '25%', replicasOf(deployment), Math.floor);
export const surgeOf = (deployment: DeploymentFacts): number =>
  countOf(deployment.spec.strategy?.rollingUpdate?.maxSurge ?? '25%', replicasOf(deployment), Math.ceil);

const isRecreate = ({ spec }: DeploymentFacts): boolean => spec.strategy?.type === 'Recreate';
const fewestShare = 0.25;

const surgeFirst = {
  spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } } },
};

const found = ({ metadata }: DeploymentFacts, what: string, fields: object): readonly Found[] => [
  { where: objectName('Deployment', metadata), what, patch: kubectlPatch('deployment', metadata, fields) },
];

/** How the Deployment replaces its own pods. */
export const rolloutRules: Rules<
  | 'deployment-paused'
  | 'strategy-recreate'
  | 'rollout-stops-all-pods'
  | 'rollout-stops-many-pods'
  | 'available-too-early'
> = {
  'deployment-paused': {
    severity: always('error'),
    title: 'The Deployment is paused.',
    why: 'A paused Deployment starts no pod of a new version: the release would wait until its time is over.',
    remedy: 'Resume the rollout.',
    find: (facts) =>
      ofStable(facts, (deployment) => {
        const { name, namespace } = deployment.metadata;
        if (deployment.spec.paused !== true) return [];
        const patch = `kubectl rollout resume deployment ${name} -n ${namespace}`;
        return [{ where: objectName('Deployment', deployment.metadata), what: 'its rollout is paused', patch }];
      }),
  },
  'strategy-recreate': {
    severity: { inPlace: 'error' },
    title: 'The Deployment stops all pods before it starts new ones.',
    why: 'From the first stop until the first new pod is ready there is nobody to answer: every request is a 503.',
    remedy: 'Use the strategy RollingUpdate, or release with announced downtime.',
    find: (facts) =>
      ofStable(facts, (deployment) => {
        if (!isRecreate(deployment)) return [];
        const strategy = { $retainKeys: ['type', 'rollingUpdate'], ...surgeFirst.spec.strategy };
        return found(deployment, 'its strategy is Recreate', { spec: { strategy } });
      }),
  },
  'rollout-stops-all-pods': {
    severity: { inPlace: 'error' },
    title: 'A rollout may take all pods away at once.',
    why: 'Kubernetes may stop every old pod before a new one is ready: every request in between is a 503.',
    remedy: 'Set maxUnavailable to 0 and let pods surge.',
    find: (facts) =>
      ofStable(facts, (deployment) => {
        const [gone, replicas] = [unavailableOf(deployment), replicasOf(deployment)];
        if (isRecreate(deployment) || gone < replicas || replicas === 0) return [];
        return found(deployment, `${gone} of ${replicas} pods may be unavailable in a rollout`, surgeFirst);
      }),
  },
  'rollout-stops-many-pods': {
    severity: { inPlace: 'warning' },
    title: 'A rollout takes away more than a quarter of the pods.',
    why: 'Those that are left carry all users while the new ones warm up: they may be too few, and requests time out.',
    remedy: 'Set maxUnavailable to 0 and let pods surge.',
    find: (facts) =>
      ofStable(facts, (deployment) => {
        const [gone, replicas] = [unavailableOf(deployment), replicasOf(deployment)];
        if (isRecreate(deployment) || gone >= replicas || gone <= replicas * fewestShare) return [];
        return found(deployment, `${gone} of ${replicas} pods may be unavailable in a rollout`, surgeFirst);
      }),
  },
  'available-too-early': {
    severity: { inPlace: 'warning' },
    title: 'Pods count as available before the load balancer knows them.',
    why: 'Without readiness gate and minReadySeconds the Deployment replaces pods faster than the target group takes new ones in: for some seconds it has only targets that do not serve yet or no longer.',
    remedy: 'Inject readiness gates, or set minReadySeconds to what the target group’s health check needs.',
    find: (facts) =>
      ofStable(facts, (deployment) => {
        const group = facts.aws.targetGroups.stable;
        const labels = facts.k8s.stable.namespaceLabels;
        if (!group || labels === undefined || labels[gateLabel] === 'enabled') return [];
        const { intervalSeconds, healthyThreshold } = group.healthCheck;
        const needed = intervalSeconds * healthyThreshold;
        const { minReadySeconds = 0 } = deployment.spec;
        if (minReadySeconds >= needed) return [];
        const what = `pods are available after ${minReadySeconds} s, but its target group needs ${needed} s to find them healthy`;
        return found(deployment, what, { spec: { minReadySeconds: needed } });
      }),
  },
};

/** https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/ */
export const gateLabel = 'elbv2.k8s.aws/pod-readiness-gate-inject';
