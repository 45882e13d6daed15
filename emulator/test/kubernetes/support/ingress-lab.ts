import type { Rule, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Clock } from '../../../src/clock.ts';
import { type Cloud, startCloud } from '../../../src/cloud.ts';
import type { UserAnswer, UserRequest } from '../../../src/elb/user-request.ts';
import type { Api } from '../../../src/kubernetes/api/api.ts';
import type { Cluster } from '../../../src/kubernetes/cluster.ts';
import type { Ingress } from '../../../src/kubernetes/objects/ingress.ts';
import { isReady } from '../../../src/kubernetes/objects/pod.ts';
import { callPastTheWire } from '../../in-process/past-the-wire.ts';
import { greeter } from '../../in-process/workloads.ts';

const prefix = 'alb.ingress.kubernetes.io/';
const manager = 'operator';
const port = 8080;

/** A cluster in process with namespace `home`, where the AWS Load Balancer Controller looks after Ingresses. */
export interface IngressLab {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly cluster: Cluster;
  readonly api: Api;
  /** A Service on port 80 with its pods, which answer with its name. */
  addService(name: string, replicas?: number): void;
  /** Creates an Ingress for shop.example, whose one path has the action `shop` of the annotation. */
  addIngress(name: string, annotations: Readonly<Record<string, string>>, spec?: object): void;
  /** Writes annotations of an Ingress under the controller's prefix. */
  annotate(name: string, annotations: Readonly<Record<string, string>>): void;
  elb<Output>(operation: string, input?: object): Promise<Output>;
  /** The rules of the listener on the port, without its default rule. */
  rules(port?: number): Promise<readonly Rule[]>;
  /** Weights by the target group's service in the first rule. */
  weights(): Promise<Readonly<Record<string, number | undefined>>>;
  targetGroups(): Promise<readonly TargetGroup[]>;
  /** Reasons and messages of the Events about an Ingress. */
  events(name: string): readonly string[];
  /** What the controller has called since the instant. */
  calls(since?: number): readonly string[];
  ask(request?: UserRequest): Promise<UserAnswer>;
  /** How many of so many users each service answered. */
  spread(users: number): Promise<Readonly<Record<string, number>>>;
  /** Looks every emulated second. */
  until(holds: () => boolean | Promise<boolean>, seconds?: number): Promise<void>;
  close(): Promise<void>;
}

/** The `forward` action with weights by service, as the annotation says it. */
export function forward(weights: Readonly<Record<string, number>>, stickiness: object = { enabled: false }): string {
  const targetGroups = Object.entries(weights).map(([serviceName, weight]) => {
    return { serviceName, servicePort: '80', weight };
  });
  const forwardConfig = { targetGroups, targetGroupStickinessConfig: stickiness };
  return JSON.stringify({ type: 'forward', forwardConfig });
}

/** Annotations that most Ingresses here have. */
export function shopAnnotations(weights: Readonly<Record<string, number>>): Record<string, string> {
  return {
    'target-type': 'ip',
    'group.name': 'shop',
    'healthcheck-path': '/health',
    'healthcheck-interval-seconds': '5',
    'healthcheck-timeout-seconds': '2',
    'target-group-attributes': 'deregistration_delay.timeout_seconds=30',
    'actions.shop': forward(weights),
  };
}

export async function startIngressLab(seed = 1): Promise<IngressLab> {
  const defects: unknown[] = [];
  const cloud = await startCloud({ transport: 'inProcess', seed, onDefect: (error) => void defects.push(error) });
  const { clock, services, recorder } = cloud;
  const cluster = await services.clusters.create('lab');
  const { api } = cluster;
  const labels = { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' };
  api.create('namespaces', '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'home', labels } }, manager);
  const repository = services.ecr.createRepository('shop');
  const elb: IngressLab['elb'] = (operation, input = {}) =>
    callPastTheWire(clock, services.elb.service, operation, input);
  const targetGroups = async () => (await elb<{ TargetGroups: TargetGroup[] }>('DescribeTargetGroups')).TargetGroups;
  const rules = (listenerPort = 80) => rulesOf(elb, listenerPort);
  const ask: IngressLab['ask'] = (request) => services.elb.request(80, { host: 'shop.example', ...request });
  return {
    cloud,
    clock,
    cluster,
    api,
    addService(name, replicas = 2) {
      services.ecr.pushProgram({ repositoryName: 'shop', tag: name, name, program: greeter(name) });
      createService(api, name, `${repository}:${name}`, replicas);
    },
    addIngress: (name, annotations, spec) => createIngress(api, name, annotations, spec),
    annotate(name, annotations) {
      const change = (live: Ingress) => {
        const all = { ...live.metadata.annotations, ...prefixed(annotations) };
        return { ...live, metadata: { ...live.metadata, annotations: all } };
      };
      api.modify('ingresses', { namespace: 'home', name }, change, { manager });
    },
    elb,
    rules,
    async weights() {
      const names = new Map((await targetGroups()).map((group) => [group.TargetGroupArn, serviceOf(group)]));
      const tuples = (await rules())[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
      return Object.fromEntries(
        tuples.map(({ TargetGroupArn, Weight }) => [names.get(TargetGroupArn) ?? TargetGroupArn, Weight]),
      );
    },
    targetGroups,
    events: (name) =>
      api
        .list('events', 'home')
        .filter(({ involvedObject }) => involvedObject.kind === 'Ingress' && involvedObject.name === name)
        .map(({ reason, message }) => `${reason} ${message}`),
    calls: (since = 0) =>
      recorder.calls({ caller: 'aws-load-balancer-controller', since }).map(({ operation }) => operation),
    ask,
    spread: (users) => spreadOf(ask, users),
    until: (holds, seconds = 300) => until(clock, holds, seconds),
    async close() {
      await cloud.close();
      if (defects.length > 0) throw new AggregateError(defects, 'the emulator has defects');
    },
  };
}

/** Whether so many pods are ready, for pods behind readiness gates only when their targets are healthy. */
export function areReady({ api }: IngressLab, service: string, count = 2): () => boolean {
  return () =>
    api.list('pods', 'home').filter((pod) => pod.metadata.labels?.['app'] === service && isReady(pod)).length === count;
}

async function rulesOf(elb: IngressLab['elb'], port: number): Promise<readonly Rule[]> {
  const { LoadBalancers } = await elb<{ LoadBalancers: { LoadBalancerArn: string }[] }>('DescribeLoadBalancers');
  const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn;
  if (LoadBalancerArn === undefined) return [];
  const { Listeners } = await elb<{ Listeners: { ListenerArn: string; Port: number }[] }>('DescribeListeners', {
    LoadBalancerArn,
  });
  const ListenerArn = Listeners.find((listener) => listener.Port === port)?.ListenerArn;
  if (ListenerArn === undefined) return [];
  const { Rules } = await elb<{ Rules: Rule[] }>('DescribeRules', { ListenerArn });
  return Rules.filter(({ IsDefault }) => IsDefault !== true);
}

async function spreadOf(ask: IngressLab['ask'], users: number): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (let user = 0; user < users; user += 1) {
    const { status, body } = await ask();
    const name = status === 200 ? (body.split(' ')[0] ?? '') : String(status);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function serviceOf({ TargetGroupArn = '', TargetGroupName = '' }: TargetGroup): string {
  return TargetGroupName.split('-')[2] ?? TargetGroupArn;
}

function prefixed(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).map(([suffix, text]) => [`${prefix}${suffix}`, text]));
}

function createService(api: Api, name: string, image: string, replicas: number): void {
  const labels = { app: name };
  const ports = [{ port: 80, targetPort: port }];
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: labels, ports } };
  api.create('services', 'home', service, manager);
  const readinessProbe = { httpGet: { path: '/health', port }, periodSeconds: 5 };
  const containers = [{ name: 'shop', image, ports: [{ containerPort: port }], readinessProbe }];
  const template = { metadata: { labels }, spec: { containers } };
  const spec = { replicas, selector: { matchLabels: labels }, template };
  api.create('deployments', 'home', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec }, manager);
}

function createIngress(api: Api, name: string, annotations: Readonly<Record<string, string>>, spec: object = {}): void {
  const backend = { service: { name: 'shop', port: { name: 'use-annotation' } } };
  const rules = [{ host: 'shop.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
  const metadata = { name, annotations: prefixed(annotations) };
  const whole = { ingressClassName: 'alb', rules, ...spec };
  api.create(
    'ingresses',
    'home',
    { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, spec: whole },
    manager,
  );
}

async function until(clock: Clock, holds: () => boolean | Promise<boolean>, seconds: number): Promise<void> {
  for (let waited = 0; !(await holds()); waited += 1) {
    if (waited > seconds) throw new Error(`waited ${seconds} emulated seconds in vain until ${holds}`);
    await clock.sleep(1000);
  }
}
