import { fileURLToPath } from 'node:url';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { DescribeTargetGroupsCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import {
  AppsV1Api,
  CoreV1Api,
  type KubeConfig,
  NetworkingV1Api,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node';
import { type Cloud, startCloud } from '../../src/cloud.ts';
import { isReady } from '../../src/kubernetes/objects/pod.ts';
import { forward } from './support/ingress-lab.ts';
import { kubeConfigOf } from './support/lab.ts';

const app = fileURLToPath(new URL('support/pod-app.mjs', import.meta.url));
const namespace = 'default';
const prefix = 'alb.ingress.kubernetes.io/';
let cloud: Cloud;

beforeEach(async () => {
  cloud = await startCloud({ timeScale: 1_000 });
});
afterEach(() => cloud.close());

async function push(version: string): Promise<string> {
  const ecr = new ECRClient(cloud.clientConfig());
  const { repository } = await ecr.send(new CreateRepositoryCommand({ repositoryName: version }));
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const annotations = {
    'emulator.command': JSON.stringify([process.execPath, app]),
    'emulator.env': JSON.stringify({ VERSION: version }),
  };
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: `sha256:${'a'.repeat(64)}`, size: 1 };
  const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [], annotations });
  await ecr.send(new PutImageCommand({ repositoryName: version, imageTag: '1', imageManifest }));
  return `${repository?.repositoryUri}:1`;
}

async function deploy(config: KubeConfig, name: string, image: string): Promise<void> {
  const labels = { app: name };
  const ports = [{ port: 80, targetPort: 8080 }];
  const service = { metadata: { name }, spec: { selector: labels, ports } };
  await config.makeApiClient(CoreV1Api).createNamespacedService({ namespace, body: service });
  const containers = [{ name: 'web', image, ports: [{ containerPort: 8080 }] }];
  const template = { metadata: { labels }, spec: { containers } };
  const spec = { replicas: 1, selector: { matchLabels: labels }, template };
  await config.makeApiClient(AppsV1Api).createNamespacedDeployment({ namespace, body: { metadata: { name }, spec } });
}

function ingress(weights: Readonly<Record<string, number>>) {
  const annotations = {
    [`${prefix}target-type`]: 'ip',
    [`${prefix}healthcheck-path`]: '/health',
    [`${prefix}actions.shop`]: forward(weights),
  };
  const backend = { service: { name: 'shop', port: { name: 'use-annotation' } } };
  const rules = [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
  const head = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' };
  return { ...head, metadata: { name: 'shop', annotations }, spec: { ingressClassName: 'alb', rules } };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await cloud.clock.sleep(1_000);
}

async function versionServed(): Promise<string> {
  const [listener] = cloud.listeners();
  if (listener === undefined) return 'nobody';
  const answer = await fetch(`http://127.0.0.1:${listener.port}/`);
  return answer.status === 200
    ? String(((await answer.json()) as { version: unknown }).version)
    : String(answer.status);
}

it('moves users between real processes when an unmodified client applies other weights', async () => {
  const cluster = await cloud.services.clusters.create('lab');
  const config = kubeConfigOf(cluster, cluster.token);
  for (const name of ['stable', 'canary']) await deploy(config, name, await push(name));
  const networking = config.makeApiClient(NetworkingV1Api);
  await networking.createNamespacedIngress({ namespace, body: ingress({ stable: 100, canary: 0 }) });
  await until(() => cluster.api.list('pods', namespace).filter(isReady).length === 2);
  await until(async () => (await versionServed()) === 'stable');
  const applied = {
    namespace,
    name: 'shop',
    body: ingress({ stable: 0, canary: 100 }),
    fieldManager: 'test',
    force: true,
  };
  await networking.patchNamespacedIngress(applied, setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply));
  await until(async () => (await versionServed()) === 'canary');
  const elb = new ElasticLoadBalancingV2Client(cloud.clientConfig());
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
  expect(TargetGroups.map(({ TargetGroupName }) => TargetGroupName)).toEqual([
    expect.stringMatching(/^k8s-default-stable-/),
    expect.stringMatching(/^k8s-default-canary-/),
  ]);
  expect(cloud.recorder.calls({ caller: 'aws-load-balancer-controller', operation: 'ModifyRule' })).toHaveLength(1);
});
