import type { KubernetesObject } from '@kubernetes/client-node';
import type { Policy } from '../../../src/contracts/policy.ts';
import type { Rehearsal } from '../../../src/contracts/rehearsal.ts';

/** What the objects of the stable environment are made of. `image` is the full name with its tag. */
export interface StableBlueprint {
  readonly policy: Policy;
  readonly rehearsal: Rehearsal;
  readonly image: string;
  readonly targetGroupArn: string;
}

const containerPort = 8080;
const servicePort = 80;

/** The objects a team would have applied for the version that runs at the start. */
export function stableObjects(blueprint: StableBlueprint): KubernetesObject[] {
  const { autoscaling, config } = blueprint.rehearsal.running;
  return [
    serviceAccount(blueprint),
    ...(config ? [configMap(blueprint, config)] : []),
    deployment(blueprint),
    service(blueprint),
    targetGroupBinding(blueprint),
    ...(autoscaling ? [autoscaler(blueprint, autoscaling)] : []),
  ];
}

function metadata({ policy, rehearsal }: StableBlueprint) {
  const name = policy.workload.deployment;
  return { name, namespace: policy.workload.namespaces[rehearsal.running.environment], labels: { app: name } };
}

const serviceAccount = (blueprint: StableBlueprint) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: metadata(blueprint),
});

const configMap = (blueprint: StableBlueprint, data: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: metadata(blueprint),
  data,
});

function deployment(blueprint: StableBlueprint) {
  const { policy, rehearsal } = blueprint;
  const app = policy.workload.deployment;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(blueprint),
    spec: {
      replicas: rehearsal.running.replicas,
      selector: { matchLabels: { app } },
      template: {
        metadata: { labels: { app } },
        spec: { serviceAccountName: app, containers: [container(blueprint)], terminationGracePeriodSeconds: 30 },
      },
    },
  };
}

function container({ policy, rehearsal, image }: StableBlueprint) {
  const { running, images } = rehearsal;
  const readiness = images[`${policy.image.repository}:${running.tag}`]?.readiness;
  const environment = running.config ? { envFrom: [{ configMapRef: { name: policy.workload.deployment } }] } : {};
  return {
    name: policy.workload.container,
    image,
    ports: [{ name: 'http', containerPort }],
    ...environment,
    readinessProbe: {
      httpGet: { path: readiness?.path ?? '/', port: 'http' },
      periodSeconds: readiness?.periodSeconds ?? 5,
    },
  };
}

function service(blueprint: StableBlueprint) {
  const selector = { app: blueprint.policy.workload.deployment };
  const ports = [{ name: 'http', port: servicePort, targetPort: 'http' }];
  return { apiVersion: 'v1', kind: 'Service', metadata: metadata(blueprint), spec: { selector, ports } };
}

function targetGroupBinding(blueprint: StableBlueprint) {
  const serviceRef = { name: blueprint.policy.workload.deployment, port: servicePort };
  return {
    apiVersion: 'elbv2.k8s.aws/v1beta1',
    kind: 'TargetGroupBinding',
    metadata: metadata(blueprint),
    spec: { serviceRef, targetGroupARN: blueprint.targetGroupArn, targetType: 'ip' },
  };
}

function autoscaler(blueprint: StableBlueprint, range: { minReplicas: number; maxReplicas: number }) {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: blueprint.policy.workload.deployment };
  const cpu = { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } };
  const spec = { scaleTargetRef, ...range, metrics: [{ type: 'Resource', resource: cpu }] };
  return { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: metadata(blueprint), spec };
}
