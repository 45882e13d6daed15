import * as sdk from '@aws-sdk/client-eks';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '../../../emulator/src/service.ts';
import { manualClock } from '../../../emulator/test/support/manual-clock.ts';
import { type Served, serve } from '../../../emulator/test/support/serve.ts';
import { eksAccess } from '../../../src/adapters/aws/eks-access.ts';

const endpoint = 'https://127.0.0.1:6443';
const clusters: Readonly<Record<string, sdk.Cluster>> = {
  production: { name: 'production', status: 'ACTIVE', endpoint, certificateAuthority: { data: 'Q0E=' } },
  young: { name: 'young', status: 'CREATING' },
};

let served: Served;
let client: sdk.EKSClient;
let clock: ReturnType<typeof manualClock>;
beforeEach(async () => {
  clock = manualClock();
  const DescribeCluster = ({ name = '' }: { name?: string }) => {
    const cluster = clusters[name];
    if (cluster === undefined)
      throw new ServiceError('ResourceNotFoundException', `No cluster found for name: ${name}.`, 404);
    return { cluster };
  };
  served = await serve(clock, { signingName: 'eks', sdk, operations: { DescribeCluster } });
  client = new sdk.EKSClient(served.config);
});
afterEach(async () => {
  client.destroy();
  await served.close();
});

const access = () => eksAccess(client, clock.now);
const minutes = (count: number) => clock.advance(count * 60_000);

describe('access to an EKS cluster', () => {
  it('is its endpoint, its certificate authority and a token for it', async () => {
    const kubeConfig = await access()('production');
    expect(kubeConfig.getCurrentCluster()).toMatchObject({ server: endpoint, caData: 'Q0E=', skipTLSVerify: false });
    expect(kubeConfig.getCurrentUser()?.token).toMatch(/^k8s-aws-v1\./);
  });

  it('is reused for less than the 14 minutes that a token is sure to be good for, and renewed then', async () => {
    const open = access();
    const first = await open('production');
    await minutes(13);
    expect(await open('production')).toBe(first);
    await minutes(1);
    const second = await open('production');
    expect(second.getCurrentUser()?.token).not.toBe(first.getCurrentUser()?.token);
    expect(served.recorder.calls()).toHaveLength(2);
  });

  it.each([
    ['does not exist', 'none', /EKS cluster none can't be described: ResourceNotFoundException: No cluster found/],
    ['is not ready', 'young', /EKS cluster young has no endpoint: it is CREATING/],
  ])('fails as ClusterUnreachable when it %s', async (_what, name, sentence) => {
    const failure = access()(name);
    await expect(failure).rejects.toMatchObject({ name: 'ClusterUnreachable' });
    await expect(failure).rejects.toThrow(sentence);
  });
});
