import { beside, example, inPlace } from './example.ts';
import * as f from './facts.ts';

const group = f.targetGroup(f.green);

/** Of load balancing, room, neighbours and identity. */
export const outsideExamples = {
  'target-group-missing': example(
    beside,
    f.withAws({ targetGroups: { stable: f.targetGroup(f.blue), candidate: null } }),
    'error',
    'does not exist',
    'create-target-group',
  ),
  'target-group-detached': example(
    beside,
    f.withAws({ rule: { ...f.rule, targetGroups: [f.green] } }),
    'error',
    'does not forward to target group orders-blue',
    'modify-rule',
  ),
  'target-group-elsewhere': example(
    beside,
    f.withGroups({ loadBalancers: ['other-lb'] }),
    'error',
    'attached to other-lb',
    'other-lb',
  ),
  'target-type': example(
    beside,
    f.withGroups({ targetType: 'instance' }),
    'error',
    'type instance',
    '--target-type ip',
  ),
  'target-protocol': example(inPlace, f.withGroups({ protocol: 'TCP' }), 'error', 'TCP', '--protocol HTTP'),
  'target-groups-differ': example(
    beside,
    f.withAws({
      targetGroups: {
        stable: f.targetGroup(f.blue),
        candidate: { ...group, healthCheck: { ...group.healthCheck, path: '/' } },
      },
    }),
    'warning',
    'its path is not that',
    '--health-check-path /healthz',
  ),
  'target-quota': example(beside, f.withSpec({ replicas: 501 }), 'warning', '1002 targets', 'to 1002'),
  'health-check-slow': example(
    beside,
    f.withGroups({ healthCheck: { ...group.healthCheck, intervalSeconds: 30, timeoutSeconds: 5 } }),
    'warning',
    'after 65 s',
    '--health-check-interval-seconds 5',
  ),
  'target-group-sticky': example(
    beside,
    f.withGroups({ attributes: { deregistrationDelaySeconds: 30, sticky: true } }),
    'error',
    'stickiness.enabled',
    'Key=stickiness.enabled,Value=false',
  ),
  'rule-sticky': example(
    beside,
    f.withAws({ rule: { ...f.rule, sticky: true } }),
    'error',
    'Stickiness',
    '"Enabled":false',
  ),
  'rule-owned-by-controller': example(
    beside,
    f.withAws({ rule: { ...f.rule, owned: [{ arn: f.loadBalancer, tag: 'elbv2.k8s.aws/cluster' }] } }),
    'error',
    'elbv2.k8s.aws/cluster',
    'ingress:',
  ),
  'drain-too-short': example(
    beside,
    { ...f.exemplary, drainSeconds: 20 },
    'warning',
    'traffic.drain is 20 s',
    'drain: 30s',
  ),
  'capacity-short': example(
    beside,
    f.withCluster({ nodes: [{ name: 'node-a', zone: 'a', free: { cpu: 1.2, memoryBytes: 9e9, pods: 50 } }] }),
    'warning',
    '3 more pods are needed at once, and 1 nodes have room for 2',
    'within: 5m',
  ),
  'quota-short': example(
    beside,
    f.withCandidate({ quotas: [{ name: 'team', room: { 'requests.cpu': 1 } }] }),
    'error',
    'requests.cpu: 1.5 needed, 1 free',
    'resourcequota team -n orders-green',
  ),
  'inside-callers': example(
    beside,
    f.withCluster({ callers: [{ where: 'Deployment web/front', setting: 'ORDERS_URL' }] }),
    'warning',
    'ORDERS_URL names a Service',
    'in Deployment web/front',
  ),
  'works-at-weight-zero': example(
    beside,
    f.withContainer({ env: [{ name: 'INVOICES_QUEUE_URL', value: 'x' }] }),
    'warning',
    'INVOICES_QUEUE_URL',
    'flip:',
  ),
  'cron-jobs': example(
    beside,
    f.withStable({ cronJobs: [{ ...f.cronJob, metadata: { ...f.cronJob.metadata, labels: { app: 'orders' } } }] }),
    'warning',
    'Deployment orders-blue/orders',
    '"suspend":true',
  ),
  'pod-identity-missing': example(
    beside,
    f.withAws({ podIdentities: { ...f.exemplary.aws.podIdentities, candidate: [] } }),
    'error',
    'no pod identity association',
    '--association-id a-1',
  ),
  'role-trust-per-namespace': example(
    beside,
    f.withStable({
      serviceAccount: { metadata: { name: 'orders', annotations: { 'eks.amazonaws.com/role-arn': 'arn:role' } } },
    }),
    'warning',
    'arn:role',
    'system:serviceaccount:orders-green:orders',
  ),
  'argo-cd-reverts': example(
    inPlace,
    f.withMetadata({ annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:orders-blue/orders' } }),
    'warning',
    'Argo CD',
    'RespectIgnoreDifferences',
  ),
  'flux-reverts': example(
    inPlace,
    f.withMetadata({ labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' } }),
    'error',
    'Flux',
    '"kustomize.toolkit.fluxcd.io/ssa":"IfNotPresent"',
  ),
  'could-not-look': example(
    beside,
    { ...f.exemplary, k8s: { ...f.exemplary.k8s, unseen: [{ what: '/api/v1/nodes', why: 'denied' }] } },
    'warning',
    'could not look: denied',
    'kubernetes-rbac',
  ),
};
