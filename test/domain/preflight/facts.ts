import type {
  AutoscalerFacts,
  BudgetFacts,
  ClusterFacts,
  Container,
  CronJobFacts,
  DeploymentFacts,
  PodSpec,
  QuotaFacts,
  ServiceFacts,
  StableFacts,
} from '../../../src/ports/inspection/cluster-facts.ts';
import type { RuleFacts, TargetGroupFacts } from '../../../src/ports/inspection/load-balancing-facts.ts';
import type { PreflightFacts } from '../../../src/ports/inspection.ts';

const loadBalancing = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012';
export const blue = `${loadBalancing}:targetgroup/orders-blue/73e2d6bc24d8a067`;
export const green = `${loadBalancing}:targetgroup/orders-green/09966783158cda59`;
export const loadBalancer = `${loadBalancing}:loadbalancer/app/web/50dc6c495c0c9188`;
export const listenerRule = `${loadBalancing}:listener-rule/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`;

const gated = { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' };
const labels = { app: 'orders' };
const metadata = { name: 'orders', namespace: 'orders-blue', labels };

export const container: Container = {
  name: 'app',
  image: 'registry/shop/orders:1.4.0',
  ports: [{ name: 'http', containerPort: 8080 }],
  env: [{ name: 'LOG', value: 'info' }],
  readinessProbe: { periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 2 },
  lifecycle: { preStop: { sleep: { seconds: 15 } } },
};
export const pod: PodSpec = {
  serviceAccountName: 'orders',
  terminationGracePeriodSeconds: 60,
  containers: [container],
  topologySpreadConstraints: [{ topologyKey: 'kubernetes.io/hostname' }],
};
export const deployment: DeploymentFacts = {
  metadata,
  spec: {
    replicas: 3,
    selector: { matchLabels: labels },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    template: { metadata: { labels }, spec: pod },
  },
};
export const service: ServiceFacts = {
  metadata,
  spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
};
export const autoscaler: AutoscalerFacts = { metadata, spec: { minReplicas: 2, maxReplicas: 10 } };
export const budget: BudgetFacts = { metadata, spec: { maxUnavailable: 1, selector: { matchLabels: labels } } };
export const quota: QuotaFacts = { name: 'team', room: { pods: 20, 'requests.cpu': 20, 'limits.memory': 0 } };
export const cronJob: CronJobFacts = {
  metadata: { name: 'report', namespace: 'orders-blue', labels: { app: 'billing' } },
  spec: {
    jobTemplate: { spec: { template: { spec: { containers: [{ name: 'job', image: 'registry/shop/billing:1' }] } } } },
  },
};

export const stable: StableFacts = {
  namespaceLabels: gated,
  deployment,
  services: [service],
  quotas: [quota],
  bindings: [{ metadata }],
  autoscalers: [autoscaler],
  budgets: [budget],
  serviceAccount: { metadata: { name: 'orders', namespace: 'orders-blue' } },
  cronJobs: [cronJob],
  placement: ['node-a', 'node-b', 'node-a'],
};

const free = { cpu: 3, memoryBytes: 8e9, pods: 90 };
export const cluster: ClusterFacts = {
  nodes: [
    { name: 'node-a', zone: 'eu-west-1a', free },
    { name: 'node-b', zone: 'eu-west-1b', free },
  ],
  podSize: { cpu: 0.5, memoryBytes: 1e9 },
  callers: [],
};

export const targetGroup = (arn: string): TargetGroupFacts => ({
  arn,
  ...{ targetType: 'ip', protocol: 'HTTP', protocolVersion: 'HTTP1' },
  loadBalancers: [loadBalancer],
  healthCheck: { path: '/healthz', intervalSeconds: 5, timeoutSeconds: 4, healthyThreshold: 2, unhealthyThreshold: 2 },
  attributes: { deregistrationDelaySeconds: 30, sticky: false },
});
export const rule: RuleFacts = { loadBalancer, targetGroups: [blue, green], sticky: false, owned: [] };

/** A service of which the preflight has nothing to say: two namespaces, two target groups, all as it should be. */
export const exemplary: PreflightFacts = {
  inspected: {
    ...{ service: 'orders', cluster: 'shop', container: 'app', listenerRule, throughIngress: false },
    stable: { namespace: 'orders-blue', deployment: 'orders', targetGroup: blue },
    candidate: { namespace: 'orders-green', deployment: 'orders', targetGroup: green },
  },
  noticeWithinSeconds: 30,
  drainSeconds: 60,
  k8s: {
    cluster,
    stable,
    candidate: { namespaceLabels: gated, deployment: null, services: [], quotas: [quota] },
    unseen: [],
  },
  aws: {
    rule,
    targetGroups: { stable: targetGroup(blue), candidate: targetGroup(green) },
    podIdentities: {
      stable: [{ serviceAccount: 'orders', associationId: 'a-1' }],
      candidate: [{ serviceAccount: 'orders', associationId: 'a-2' }],
    },
    unseen: [],
  },
};

export const withStable = (changes: Partial<StableFacts>): PreflightFacts => ({
  ...exemplary,
  k8s: { ...exemplary.k8s, stable: { ...stable, ...changes } },
});
export const withSpec = (changes: Partial<DeploymentFacts['spec']>): PreflightFacts =>
  withStable({ deployment: { ...deployment, spec: { ...deployment.spec, ...changes } } });
export const withPod = (changes: Partial<PodSpec>): PreflightFacts =>
  withSpec({ template: { metadata: { labels }, spec: { ...pod, ...changes } } });
export const withContainer = (changes: Partial<Container>): PreflightFacts =>
  withPod({ containers: [{ ...container, ...changes }] });
/** The container without one of its fields. */
export const withoutField = (field: keyof Container): PreflightFacts =>
  withPod({ containers: [Object.fromEntries(Object.entries(container).filter(([key]) => key !== field)) as never] });
export const withMetadata = (changes: DeploymentFacts['metadata']): PreflightFacts =>
  withStable({ deployment: { ...deployment, metadata: { ...metadata, ...changes } } });
export const withCluster = (changes: Partial<ClusterFacts>): PreflightFacts => ({
  ...exemplary,
  k8s: { ...exemplary.k8s, cluster: { ...cluster, ...changes } },
});
export const withAws = (changes: Partial<PreflightFacts['aws']>): PreflightFacts => ({
  ...exemplary,
  aws: { ...exemplary.aws, ...changes },
});
/** Both target groups changed alike. */
export const withGroups = (changes: Partial<TargetGroupFacts>): PreflightFacts =>
  withAws({
    targetGroups: {
      stable: { ...targetGroup(blue), ...changes },
      candidate: { ...targetGroup(green), ...changes },
    },
  });
export const withCandidate = (changes: Partial<PreflightFacts['k8s']['candidate']>): PreflightFacts => ({
  ...exemplary,
  k8s: { ...exemplary.k8s, candidate: { ...exemplary.k8s.candidate, ...changes } },
});
