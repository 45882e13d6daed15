import type { Api } from '../../../emulator/src/kubernetes/api/api.ts';

const manager = 'operator';
const containerPort = 8080;

/** What the first version of a service runs as. */
export interface FirstWorkload {
  readonly name: string;
  readonly namespace: string;
  readonly targetGroupArn: string;
  readonly image: string;
  readonly replicas: number;
}

/** Creates what a team would have applied: a deployment with probes, its service, and the binding to its target group. */
export function applyFirstWorkload(api: Api, workload: FirstWorkload): void {
  const { name, namespace, targetGroupArn } = workload;
  const metadata = { name, labels: { app: name } };
  const selector = { app: name };
  const ports = [{ name: 'http', port: 80, targetPort: 'http' }];
  const service = { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector, ports } };
  api.create('services', namespace, service, manager);
  api.create('deployments', namespace, deployment(workload), manager);
  const spec = { serviceRef: { name, port: 80 }, targetGroupARN: targetGroupArn, targetType: 'ip' };
  const binding = { apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding', metadata, spec };
  api.create('targetgroupbindings', namespace, binding, manager);
}

/** Creates a namespace whose pods wait for their load balancer before they count as ready. */
export function createNamespace(api: Api, name: string): void {
  const metadata = { name, labels: { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' } };
  api.create('namespaces', '', { apiVersion: 'v1', kind: 'Namespace', metadata }, manager);
}

function deployment({ name, image, replicas }: FirstWorkload) {
  const labels = { app: name };
  const container = {
    name: 'app',
    image,
    ports: [{ name: 'http', containerPort }],
    readinessProbe: { httpGet: { path: '/health', port: 'http' }, periodSeconds: 10 },
    lifecycle: { preStop: { sleep: { seconds: 15 } } },
  };
  const template = { metadata: { labels }, spec: { containers: [container], terminationGracePeriodSeconds: 30 } };
  const spec = { replicas, selector: { matchLabels: labels }, template };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, labels }, spec };
}
