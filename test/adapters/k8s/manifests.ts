import type { KubernetesObject } from '@kubernetes/client-node';
import { clone } from '../../../src/adapters/k8s/clone.ts';
import type { Kind, KindObjects } from '../../../src/adapters/k8s/kinds.ts';
import type { Candidate } from '../../../src/ports/workload.ts';
import { blue, digestOf, site } from '../../support/release-facts.ts';

export const registry = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/orders';
export const oldImage = `${registry}@${digestOf('a')}`;
export const newImage = `${registry}@${digestOf('b')}`;

export const candidateWith = (changes: Partial<Candidate> = {}): Candidate => ({
  release: { service: 'orders', epoch: 7 },
  ...{ site, image: newImage, version: '2.0.0', capacity: { replicas: 3, floor: 2 } },
  ...changes,
});

const namespace = site.stable.namespace;
const labels = { app: 'orders' };
const named = (name: string, more: object = {}) => ({ metadata: { name, namespace, ...more } });

const container = {
  name: 'app',
  image: oldImage,
  ports: [{ name: 'http', containerPort: 8080 }],
  env: [
    { name: 'LOG', valueFrom: { configMapKeyRef: { name: 'orders-log', key: 'level' } } },
    { name: 'DB', valueFrom: { secretKeyRef: { name: 'orders-db', key: 'url' } } },
    { name: 'MAYBE', valueFrom: { configMapKeyRef: { name: 'orders-maybe', key: 'x', optional: true } } },
  ],
  envFrom: [{ configMapRef: { name: 'orders-env' } }],
  resources: { requests: { cpu: '250m' } },
};

export const deployment: KindObjects['Deployment'] = {
  ...named('orders', { labels }),
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels: { ...labels, tier: 'web' } },
      spec: {
        serviceAccountName: 'orders',
        imagePullSecrets: [{ name: 'orders-registry' }],
        containers: [container, { name: 'proxy', image: 'envoy:1' }],
        volumes: [
          { name: 'files', configMap: { name: 'orders-files' } },
          {
            name: 'all',
            projected: { sources: [{ secret: { name: 'orders-tls' } }, { configMap: { name: 'kube-root-ca.crt' } }] },
          },
        ],
      },
    },
  },
};

const configMap = (name: string, data: Record<string, string>) => ({ ...named(name), data });
const secret = (name: string, type = 'Opaque', data: Record<string, string> = { url: 'c2VjcmV0' }) => ({
  ...named(name),
  ...{ type, data },
});

/** A workload as a team has it in stable's namespace: what it needs, and neighbours that are none of its business. */
export const manifests: { readonly [K in Kind]: readonly KindObjects[K][] } = {
  ServiceAccount: [{ ...named('orders'), imagePullSecrets: [{ name: 'orders-pull' }] }, named('billing')],
  ConfigMap: [
    configMap('orders-log', { level: 'info' }),
    configMap('orders-env', { COLOR: 'none' }),
    { ...configMap('orders-files', { 'motd.txt': 'hello' }), immutable: true },
    configMap('billing', {}),
  ],
  Secret: [
    ...['orders-db', 'orders-tls', 'billing'].map((name) => secret(name)),
    ...['orders-registry', 'orders-pull'].map((name) =>
      secret(name, 'kubernetes.io/dockerconfigjson', { '.dockerconfigjson': 'e30=' }),
    ),
  ],
  Service: [
    {
      ...named('orders'),
      spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }] },
    },
    { ...named('billing'), spec: { selector: { app: 'billing' }, ports: [{ port: 80, protocol: 'TCP' }] } },
    { ...named('without-selector'), spec: { ports: [{ port: 80, protocol: 'TCP' }] } },
  ],
  TargetGroupBinding: [
    {
      ...named('orders'),
      spec: { targetGroupARN: blue, serviceRef: { name: 'orders', port: 80 }, targetType: 'ip' },
    } as KindObjects['TargetGroupBinding'],
  ],
  Deployment: [deployment],
  HorizontalPodAutoscaler: [
    {
      ...named('orders'),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' },
        ...{ minReplicas: 2, maxReplicas: 10 },
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
        ],
      },
    },
  ],
  PodDisruptionBudget: [{ ...named('orders'), spec: { minAvailable: 1, selector: { matchLabels: { tier: 'web' } } } }],
};

/** The same object as an API server shows it: with all that identifies it and with its status. */
export const shown = <K extends Kind>(kind: K, object: KindObjects[K]): KindObjects[K] => ({
  ...object,
  metadata: {
    ...object.metadata,
    ...{ uid: `uid-of-${object.metadata?.name}`, resourceVersion: 'rv-4711', generation: 3 },
    creationTimestamp: '2026-01-01T00:00:00Z' as unknown as Date,
    managedFields: [{ manager: 'kubectl' }],
    ownerReferences: [{ apiVersion: 'v1', kind: 'Owner', name: 'owner', uid: 'uid-of-owner' }],
    finalizers: ['elbv2.k8s.aws/resources'],
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      'deployment.kubernetes.io/revision': '12',
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/orders',
    },
  },
  status: { kind },
});

export const cloned = <K extends Kind>(kind: K, object: KindObjects[K], existing?: KindObjects[K]): KubernetesObject =>
  clone(kind, object, candidateWith(), existing);
