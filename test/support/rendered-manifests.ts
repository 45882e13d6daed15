import { stringify } from 'yaml';

type Fields = Readonly<Record<string, unknown>> & { readonly metadata?: object };

/** One YAML document. */
export const document = (
  apiVersion: string,
  kind: string,
  name: string,
  { metadata, ...fields }: Fields = {},
): string =>
  stringify({ apiVersion, kind, metadata: { name, ...metadata }, ...fields }, { aliasDuplicateObjects: false });

/** How a rendered chart differs from the plain one. */
export interface ChartOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** A ConfigMap whose name the pods mount; the chart itself does not have it. */
  readonly refersTo?: string;
  /** Kinds that are left out. */
  readonly without?: readonly string[];
}

/** What `helm template` makes of a chart for the workload `orders`, in nine documents. */
export const chart = ({
  labels = { app: 'orders' },
  env = { COLOR: 'green' },
  refersTo,
  without = [],
}: ChartOptions = {}) => {
  const volumes = refersTo === undefined ? {} : { volumes: [{ name: 'files', configMap: { name: refersTo } }] };
  const app = {
    name: 'app',
    image: 'ghcr.io/shop/orders:placeholder',
    ports: [{ name: 'http', containerPort: 8080 }],
    envFrom: [{ configMapRef: { name: 'orders-env' } }],
    env: [{ name: 'DB', valueFrom: { secretKeyRef: { name: 'orders-db', key: 'url' } } }],
  };
  const pod = {
    serviceAccountName: 'orders',
    containers: [app, { name: 'proxy', image: 'envoy:2' }],
    ...volumes,
  };
  const documents = [
    document('v1', 'ServiceAccount', 'orders', { imagePullSecrets: [{ name: 'orders-pull' }] }),
    document('v1', 'ConfigMap', 'orders-env', { data: env }),
    document('v1', 'Secret', 'orders-db', { stringData: { url: 'postgres://new' } }),
    document('v1', 'Secret', 'orders-pull', {
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': 'e30=' },
    }),
    document('v1', 'Service', 'orders', {
      spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    }),
    document('elbv2.k8s.aws/v1beta1', 'TargetGroupBinding', 'orders', {
      spec: { serviceRef: { name: 'orders', port: 80 }, targetGroupARN: 'arn:of-some-chart', targetType: 'ip' },
    }),
    document('apps/v1', 'Deployment', 'orders', {
      metadata: { labels },
      spec: { replicas: 9, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
    }),
    document('autoscaling/v2', 'HorizontalPodAutoscaler', 'orders', {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' },
        ...{ minReplicas: 1, maxReplicas: 20 },
      },
    }),
    document('policy/v1', 'PodDisruptionBudget', 'orders', {
      spec: { maxUnavailable: 1, selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } },
    }),
  ];
  return documents.filter((text) => !without.some((kind) => text.includes(`kind: ${kind}\n`))).join('---\n');
};
