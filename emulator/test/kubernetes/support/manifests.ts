import type { V1Container, V1Deployment, V1Pod, V1Service } from '@kubernetes/client-node';

const labels = { app: 'web' };
const port = 8080;

/** A container of the test program that is probed every second. */
export function container(tag: string, more: Partial<V1Container> = {}): V1Container {
  const readinessProbe = { httpGet: { path: '/health', port }, periodSeconds: 1 };
  return { name: 'web', image: `web:${tag}`, ports: [{ name: 'http', containerPort: port }], readinessProbe, ...more };
}

export function pod(name: string, containers: V1Container[], spec: object = {}): V1Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'home', labels },
    spec: { containers, ...spec },
  };
}

export function deployment(
  replicas: number,
  tag: string,
  spec: object = {},
  more: Partial<V1Container> = {},
): V1Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'home' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container(tag, more)] } },
      ...spec,
    },
  };
}

export const service: V1Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'home' },
  spec: { selector: labels, ports: [{ port: 80, targetPort: 'http' }] },
};

export const binding = {
  apiVersion: 'elbv2.k8s.aws/v1beta1',
  kind: 'TargetGroupBinding',
  metadata: { name: 'web', namespace: 'home' },
  spec: {
    targetGroupARN: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/blue/1',
    targetType: 'ip',
    serviceRef: { name: 'web', port: 80 },
  },
};
