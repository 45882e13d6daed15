import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { PatchStrategy } from '@kubernetes/client-node';
import { serviceProxyKnocker } from '../../../src/adapters/k8s/service-proxy-knocker.ts';
import { emulatedCluster, eventually, type TestCluster } from '../../support/cluster.ts';
import { registry } from './manifests.ts';
import { createStage, type Stage } from './stage.ts';

let cluster: TestCluster;
let stage: Stage;
beforeAll(async () => {
  cluster = await emulatedCluster();
});
afterAll(() => cluster.close());
beforeEach(async () => {
  stage = await createStage(cluster);
});
afterEach(() => stage.close());

const knock = (path: string) =>
  serviceProxyKnocker(async () => cluster.kubeConfig).knock(stage.site, stage.site.candidate, { path, status: 200 });

it('is answered by the candidate itself', async () => {
  await stage.workload.deploy(stage.candidate({ image: `${registry}:serve` }));
  const answer = await eventually(() => knock('/health?deep=1'));
  expect(answer).toEqual({ status: 418, body: 'GET /health?deep=1' });
});

it('is answered by a pod that the load balancer has not let in yet', async () => {
  const labels = { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' };
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: stage.site.candidate.namespace, labels } };
  await cluster.api.patch(namespace, undefined, undefined, undefined, undefined, PatchStrategy.MergePatch);
  await stage.workload.deploy(stage.candidate({ image: `${registry}:serve` }));
  expect(await eventually(() => knock('/health'))).toEqual({ status: 418, body: 'GET /health' });
});

it('is answered by nobody while no pod is ready', async () => {
  await stage.workload.deploy(stage.candidate({ image: `${registry}:missing` }));
  await expect(knock('/')).rejects.toMatchObject({
    name: 'ClusterUnreachable',
    message: expect.stringContaining('no endpoints available for service "orders"'),
  });
});

it('is answered by nobody where nothing was deployed', async () => {
  await expect(knock('/')).rejects.toMatchObject({ name: 'ClusterUnreachable' });
});
