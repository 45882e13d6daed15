import type { Color } from '../../../cli/rehearse/world/balancer.ts';
import type { Api } from '../../../emulator/src/kubernetes/api/api.ts';
import { type Layout, type PlaceOfColor, service } from './policy.ts';

const manager = 'operator';
const containerPort = 8080;

/** Creates a namespace whose pods wait for their load balancer before they count as ready. */
export function createNamespace(api: Api, name: string): void {
  const metadata = { name, labels: { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' } };
  api.create('namespaces', '', { apiVersion: 'v1', kind: 'Namespace', metadata }, manager);
}

/** Creates the Service of a place. */
export function createService(api: Api, layout: Layout, color: Color, { namespace, deployment: name }: PlaceOfColor) {
  const labels = labelsOf(layout, color);
  const ports = [{ name: 'http', port: 80, targetPort: 'http' }];
  const spec = { selector: labels, ports };
  api.create('services', namespace, { apiVersion: 'v1', kind: 'Service', metadata: { name, labels }, spec }, manager);
}

/** Binds the Service of a place to its target group. */
export function bind(api: Api, { namespace, deployment: name }: PlaceOfColor, targetGroupARN: string): void {
  const spec = { serviceRef: { name, port: 80 }, targetGroupARN, targetType: 'ip' };
  const binding = { apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding', metadata: { name }, spec };
  api.create('targetgroupbindings', namespace, binding, manager);
}

/** The pods of each version are on two nodes at least: with a node that is lost not all of them go. */
const spread = {
  ...{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
  ...{ labelSelector: { matchLabels: { app: service } }, matchLabelKeys: ['pod-template-hash'] },
};

/** What the first version of a service runs as: in blue. */
export interface FirstVersion {
  readonly image: string;
  readonly replicas: number;
}

/** Creates the deployment of the first version. */
export function deployFirst(api: Api, layout: Layout, place: PlaceOfColor, { image, replicas }: FirstVersion): void {
  const { namespace, deployment: name } = place;
  const labels = labelsOf(layout, 'blue');
  const container = {
    ...{ name: 'app', image, ports: [{ name: 'http', containerPort }] },
    readinessProbe: { httpGet: { path: '/health', port: 'http' }, periodSeconds: 10 },
    lifecycle: { preStop: { sleep: { seconds: 15 } } },
  };
  const podSpec = { containers: [container], terminationGracePeriodSeconds: 30, topologySpreadConstraints: [spread] };
  const template = { metadata: { labels }, spec: podSpec };
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  const spec = { replicas, selector: { matchLabels: labels }, strategy, template };
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, labels }, spec };
  api.create('deployments', namespace, deployment, manager);
}

function labelsOf(layout: Layout, color: Color): Readonly<Record<string, string>> {
  return { app: service, ...(layout === 'ingress' ? { 'tidegate.dev/slot': color } : {}) };
}
