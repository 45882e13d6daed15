import type { Api } from '../../../emulator/src/kubernetes/api/api.ts';
import type { Layout, PlaceOfColor } from './policy.ts';

const manager = 'operator';
const containerPort = 8080;
const gated = { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' };

/** What the first version runs as. `preStopSeconds` 0 is no hook at all. */
export interface FirstVersion {
  readonly image: string;
  readonly replicas: number;
  readonly preStopSeconds: number;
  readonly probeSeconds: number;
}

/** Creates a namespace whose pods wait for their load balancer before they count as ready. */
export function createNamespace(api: Api, name: string): void {
  api.create('namespaces', '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: gated } }, manager);
}

/** Creates a Service for the pods of a place. */
export function createService(api: Api, layout: Layout, color: 'blue' | 'green', place: PlaceOfColor): void {
  const { namespace, deployment: name } = place;
  const labels = labelsOf(layout, color);
  const ports = [{ name: 'http', port: 80, targetPort: 'http' }];
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name, labels }, spec: { selector: labels, ports } };
  api.create('services', namespace, service, manager);
}

/** Binds a place's Service to its target group. */
export function bind(api: Api, { namespace, deployment: name }: PlaceOfColor, targetGroupARN: string): void {
  const spec = { serviceRef: { name, port: 80 }, targetGroupARN, targetType: 'ip' };
  const binding = { apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding', metadata: { name }, spec };
  api.create('targetgroupbindings', namespace, binding, manager);
}

/** Creates the Deployment of the first version. */
export function deployFirst(api: Api, layout: Layout, place: PlaceOfColor, first: FirstVersion): void {
  const { namespace, deployment: name } = place;
  const labels = labelsOf(layout, 'blue');
  const { image, replicas, preStopSeconds, probeSeconds } = first;
  const hook = preStopSeconds === 0 ? {} : { lifecycle: { preStop: { sleep: { seconds: preStopSeconds } } } };
  const container = {
    ...{ name: 'app', image, ports: [{ name: 'http', containerPort }], ...hook },
    readinessProbe: { httpGet: { path: '/health', port: 'http' }, periodSeconds: probeSeconds },
  };
  const template = { metadata: { labels }, spec: { containers: [container], terminationGracePeriodSeconds: 45 } };
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  const spec = { replicas, selector: { matchLabels: labels }, strategy, template };
  api.create(
    'deployments',
    namespace,
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, labels }, spec },
    manager,
  );
}

function labelsOf(layout: Layout, color: 'blue' | 'green'): Readonly<Record<string, string>> {
  return { app: 'shop', ...(layout === 'ingress' ? { 'tidegate.dev/slot': color } : {}) };
}
