import { describe, expect, it } from '@jest/globals';
import { eksToken } from '../../../src/adapters/aws/eks-token.ts';

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'a+b/c=',
};
const request = { cluster: 'production', region: 'eu-west-1', credentials, now: new Date('2026-11-23T10:00:00Z') };

const opened = (token: string) => new URL(Buffer.from(token.replace('k8s-aws-v1.', ''), 'base64url').toString());

describe('the token of an EKS cluster', () => {
  it('is a presigned call of the regional STS host, which AWS_ENDPOINT_URL never changes', async () => {
    process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:4566';
    const url = opened(await eksToken(request));
    delete process.env['AWS_ENDPOINT_URL'];
    expect(`${url.protocol}//${url.host}${url.pathname}`).toBe('https://sts.eu-west-1.amazonaws.com/');
  });

  it('has only the parameters that the cluster accepts, each once', async () => {
    const names = [...opened(await eksToken(request)).searchParams.keys()];
    expect(names.toSorted()).toEqual(
      [
        ...['Action', 'Version', 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date'],
        ...['X-Amz-Expires', 'X-Amz-Security-Token', 'X-Amz-Signature', 'X-Amz-SignedHeaders'],
      ].toSorted(),
    );
  });

  it('is signed for one cluster', async () => {
    const url = opened(await eksToken(request));
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('host;x-k8s-aws-id');
    const other = opened(await eksToken({ ...request, cluster: 'staging' }));
    expect(other.searchParams.get('X-Amz-Signature')).not.toBe(url.searchParams.get('X-Amz-Signature'));
  });

  it('is byte for byte what botocore 1.43 signs', async () => {
    const url = opened(
      await eksToken({ ...request, credentials: { ...credentials, sessionToken: undefined } as never }),
    );
    expect(url.searchParams.get('X-Amz-Signature')).toBe(
      '562c15d7fbf324daff4dc3963e5f9cbd784dc73aefcdeb8e3661f31e9c70132f',
    );
  });

  it('has no padding, and names the host of the partition', async () => {
    const token = await eksToken({ ...request, region: 'cn-north-1' });
    expect(token).toMatch(/^k8s-aws-v1\.[A-Za-z0-9_-]+$/);
    expect(opened(token).host).toBe('sts.cn-north-1.amazonaws.com.cn');
  });
});
