import type { Api } from '../../src/kubernetes/api/api.ts';
import type { Program, ProgramAnswer, StartProgram } from '../../src/ports.ts';

const manager = 'operator';
const labels = { app: 'shop' };
const port = 8080;

/** Answers every request with its version and pod, and leaves as soon as it is asked to. */
export function greeter(version: string, behaviour: Partial<Program> = {}): StartProgram {
  return ({ env, exit }) => ({
    handle: (): ProgramAnswer => ({ status: 200, body: `${version} of ${env['HOSTNAME']}` }),
    terminate: () => exit(0),
    ...behaviour,
  });
}

/** Makes a namespace whose pods `app: shop` are bound to the target group. */
export function bindNamespace(api: Api, namespace: string, targetGroupARN: string): void {
  const metadata = { name: namespace, labels: { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' } };
  api.create('namespaces', '', { apiVersion: 'v1', kind: 'Namespace', metadata }, manager);
  const ports = [{ port: 80, targetPort: port }];
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'shop' }, spec: { selector: labels, ports } };
  api.create('services', namespace, service, manager);
  const spec = { targetGroupARN, targetType: 'ip', serviceRef: { name: 'shop', port: 80 } };
  const binding = { apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding', metadata: { name: 'shop' }, spec };
  api.create('targetgroupbindings', namespace, binding, manager);
}

/** What a deployment differs in. */
export interface Workload {
  readonly image: string;
  readonly replicas?: number;
  readonly container?: object;
  readonly pod?: object;
}

/** Deploys pods that are probed every five seconds. */
export function createDeployment(api: Api, namespace: string, { image, replicas = 3, container, pod }: Workload): void {
  const readinessProbe = { httpGet: { path: '/health', port }, periodSeconds: 5 };
  const containers = [{ name: 'shop', image, ports: [{ containerPort: port }], readinessProbe, ...container }];
  const template = { metadata: { labels }, spec: { containers, ...pod } };
  const spec = { replicas, selector: { matchLabels: labels }, template };
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'shop' }, spec };
  api.create('deployments', namespace, deployment, manager);
}
