import { Sha256 } from '@aws-crypto/sha256-js';
import {
  CreateClusterCommand,
  CreatePodIdentityAssociationCommand,
  DescribeClusterCommand,
  EKSClient,
  ListPodIdentityAssociationsCommand,
} from '@aws-sdk/client-eks';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CoreV1Api } from '@kubernetes/client-node';
import { SignatureV4 } from '@smithy/signature-v4';
import { createFaults } from '../../src/faults.ts';
import { type Clusters, createClusters } from '../../src/kubernetes/clusters.ts';
import { createNetwork } from '../../src/network.ts';
import { createRecorder } from '../../src/recorder.ts';
import { testPlace } from '../support/place.ts';
import { type Served, serve } from '../support/serve.ts';
import { fakeTargets } from './support/fake-targets.ts';
import { kubeConfigOf } from './support/lab.ts';

const place = testPlace();
const recorder = createRecorder();
const faults = createFaults(place.clock);
let clusters: Clusters;
let served: Served;
let eks: EKSClient;

beforeAll(async () => {
  const surroundings = { network: createNetwork(), registrar: fakeTargets(), registry: { pull: () => undefined } };
  clusters = createClusters(place, { ...surroundings, recorder, intercept: faults.intercept });
  served = await serve(place.clock, clusters.service);
  eks = new EKSClient(served.config);
  await eks.send(
    new CreateClusterCommand({ name: 'main', roleArn: 'arn:aws:iam::1:role/eks', resourcesVpcConfig: {} }),
  );
});
afterAll(async () => {
  eks.destroy();
  await served.close();
  await clusters.close();
});

/** An EKS token as `aws eks get-token` makes it. */
async function tokenOf(accessKeyId: string, cluster = 'main'): Promise<string> {
  const credentials = { accessKeyId, secretAccessKey: 'secret' };
  const signer = new SignatureV4({ service: 'sts', region: 'eu-west-1', credentials, sha256: Sha256 });
  const hostname = 'sts.eu-west-1.amazonaws.com';
  const query = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
  const headers = { host: hostname, 'x-k8s-aws-id': cluster };
  const request = { method: 'GET', protocol: 'https:', hostname, path: '/', query, headers };
  const signed = await signer.presign(request, { expiresIn: 60 });
  const search = Object.entries(signed.query ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  return `k8s-aws-v1.${Buffer.from(`https://${hostname}/?${search.join('&')}`).toString('base64url')}`;
}

async function coreAs(token: string): Promise<CoreV1Api> {
  const { cluster } = await eks.send(new DescribeClusterCommand({ name: 'main' }));
  const access = { endpoint: cluster?.endpoint ?? '', caData: cluster?.certificateAuthority?.data ?? '' };
  return kubeConfigOf(access, token).makeApiClient(CoreV1Api);
}

describe('EKS', () => {
  it('describes a cluster that is active as soon as it is created', async () => {
    const { cluster } = await eks.send(new DescribeClusterCommand({ name: 'main' }));
    expect(cluster).toMatchObject({
      name: 'main',
      status: 'ACTIVE',
      arn: 'arn:aws:eks:eu-west-1:123456789012:cluster/main',
    });
    expect(cluster?.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(Buffer.from(cluster?.certificateAuthority?.data ?? '', 'base64').toString()).toMatch(
      /^-----BEGIN CERTIFICATE/,
    );
  });

  it('refuses unknown names, taken names and names that are none', async () => {
    const describe = new DescribeClusterCommand({ name: 'other' });
    await expect(eks.send(describe)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(clusters.create('main')).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await expect(clusters.create('-')).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('hands out a kubeconfig for the administrator', async () => {
    const [access] = clusters.kubeconfigs();
    const core = kubeConfigOf({ endpoint: access?.endpoint ?? '', caData: access?.caData ?? '' }, access?.token ?? '');
    const { items } = await core.makeApiClient(CoreV1Api).listNamespace();
    expect(items.map(({ metadata }) => metadata?.name)).toContain('kube-system');
    expect(access?.kubeconfig).toMatchObject({ kind: 'Config', 'current-context': 'main' });
  });
});

describe('a cluster', () => {
  it('knows the caller by an EKS token and records each call under its name', async () => {
    const core = await coreAs(await tokenOf('DeployVersion'));
    await core.listNamespacedPod({ namespace: 'default' });
    expect(recorder.calls({ caller: 'DeployVersion' })).toEqual([
      expect.objectContaining({
        service: 'kubernetes',
        operation: 'list pods',
        input: expect.objectContaining({ cluster: 'main', verb: 'list', resource: 'pods', namespace: 'default' }),
      }),
    ]);
  });

  it('records a refused call with its reason', async () => {
    const core = await coreAs(await tokenOf('CheckReady'));
    await expect(core.readNamespacedPod({ namespace: 'default', name: 'none' })).rejects.toMatchObject({ code: 404 });
    expect(recorder.calls({ caller: 'CheckReady' })[0]).toMatchObject({ operation: 'get pods', error: 'NotFound' });
  });

  it('refuses tokens that EKS would not take', async () => {
    for (const token of ['k8s-aws-v1.AAAA', 'wrong']) {
      await expect((await coreAs(token)).listNamespace()).rejects.toMatchObject({ code: 401 });
    }
  });

  it('breaks on order, as a throttled API server', async () => {
    faults.breakNext({ service: 'kubernetes', operation: 'list pods', caller: 'Throttled' }, { kind: 'throttle' });
    const core = await coreAs(await tokenOf('Throttled'));
    await expect(core.listNamespacedPod({ namespace: 'default' })).rejects.toMatchObject({ code: 429 });
    await expect(core.listNamespacedPod({ namespace: 'default' })).resolves.toMatchObject({ items: [] });
  });
});

describe('pod identities', () => {
  const association = { clusterName: 'main', serviceAccount: 'orders', roleArn: 'arn:aws:iam::1:role/orders' };
  const associate = (namespace: string) =>
    eks.send(new CreatePodIdentityAssociationCommand({ ...association, namespace }));

  it('are listed by namespace, and given to a service account once', async () => {
    await associate('blue');
    await associate('other');
    const list = new ListPodIdentityAssociationsCommand({ clusterName: 'main', namespace: 'blue' });
    const { associations } = await eks.send(list);
    expect(associations).toEqual([
      {
        ...{ clusterName: 'main', namespace: 'blue', serviceAccount: 'orders' },
        ...{ associationId: expect.stringMatching(/^a-/), associationArn: expect.stringMatching(/\/main\/a-/) },
      },
    ]);
    await expect(associate('blue')).rejects.toMatchObject({ name: 'ResourceInUseException' });
  });

  it('belong to a cluster that exists', async () => {
    const request = new ListPodIdentityAssociationsCommand({ clusterName: 'nowhere' });
    await expect(eks.send(request)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
