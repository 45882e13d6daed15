import { Sha256 } from '@aws-crypto/sha256-js';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { callerOf, isSignedFor } from '../../src/sts/bearer-token.ts';
import { createSts } from '../../src/sts/service.ts';
import { testPlace } from '../support/place.ts';
import { serve } from '../support/serve.ts';

const now = Date.UTC(2026, 0, 5, 9);

interface Signing {
  readonly host?: string;
  readonly header?: string;
  readonly expiresIn?: number;
  readonly query?: Record<string, string>;
}

/** A presigned URL as EKS clients make it. */
async function presigned(cluster: string, signing: Signing = {}): Promise<string> {
  const { host = 'sts.eu-west-1.amazonaws.com', header = 'x-k8s-aws-id', expiresIn = 60, query = {} } = signing;
  const credentials = { accessKeyId: 'deploy-version', secretAccessKey: 'secret', sessionToken: 'a+b/c=' };
  const signer = new SignatureV4({ service: 'sts', region: 'eu-west-1', credentials, sha256: Sha256 });
  const request = {
    method: 'GET',
    protocol: 'https:',
    hostname: host,
    path: '/',
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15', ...query },
    headers: { host, [header]: cluster },
  };
  const signed = await signer.presign(request, { expiresIn, signingDate: new Date(now) });
  const pairs = Object.entries(signed.query ?? {}).map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`);
  return `https://${host}/?${pairs.join('&')}`;
}
function tokenOf(url: string): string {
  return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
}

describe('an EKS bearer token', () => {
  it('tells who signed it, for 15 minutes from its date', async () => {
    const token = tokenOf(await presigned('harbour'));
    expect(callerOf(token, now)).toBe('deploy-version');
    expect(callerOf(token, now + 15 * 60_000)).toBe('deploy-version');
    expect(() => callerOf(token, now + 15 * 60_000 + 1)).toThrow('more than 15 minutes ago');
  });

  it('is good for one cluster and one secret', async () => {
    const token = tokenOf(await presigned('harbour'));
    expect(await isSignedFor(token, 'harbour', 'secret')).toBe(true);
    expect(await isSignedFor(token, 'other', 'secret')).toBe(false);
    expect(await isSignedFor(token, 'harbour', 'guess')).toBe(false);
  });

  it.each<[string, Signing, string]>([
    ['another host', { host: 'sts.example.com' }, 'STS endpoint'],
    ['another action', { query: { Action: 'AssumeRole' } }, 'Action must be GetCallerIdentity'],
    ['an unknown parameter', { query: { Extra: '1' } }, 'Extra is not allowed'],
    ['no signed cluster', { header: 'x-other' }, 'x-k8s-aws-id'],
    ['too long an expiry', { expiresIn: 901 }, '0 to 900 seconds'],
  ])('with %s is refused', async (_case, signing, rule) => {
    const token = tokenOf(await presigned('harbour', signing));
    expect(() => callerOf(token, now)).toThrow(rule);
  });

  it('with padding, a repeated parameter, another scheme, path or prefix, or no URL at all is refused', async () => {
    const url = await presigned('harbour');
    const refused = (token: string) => expect(() => callerOf(token, now));
    refused(`${tokenOf(url)}=`).toThrow('without padding');
    refused(tokenOf(`${url}&action=GetCallerIdentity`)).toThrow('comes twice');
    refused(tokenOf(url.replace('https:', 'http:'))).toThrow('must be https');
    refused(tokenOf(url.replace('.com/?', '.com/x?'))).toThrow('path must be /');
    refused(tokenOf('nothing')).toThrow('no URL');
    refused('Bearer x').toThrow('must begin with k8s-aws-v1.');
    refused(`k8s-aws-v1.${'a'.repeat(4_096)}`).toThrow('more than 4096 bytes');
  });
});

describe('GetCallerIdentity', () => {
  it('names the caller by the access key, signed or presigned, and nobody else', async () => {
    const { clock, ...place } = testPlace();
    const served = await serve(clock, createSts({ ...place, clock }).service);
    const client = new STSClient(served.config);
    const arn = 'arn:aws:iam::123456789012:user/operator';
    expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '123456789012', Arn: arn });
    const { search } = new URL(await presigned('harbour'));
    const answer = await fetch(`${served.config.endpoint}/${search}`, { headers: { 'x-k8s-aws-id': 'harbour' } });
    expect(await answer.text()).toContain('<UserId>deploy-version</UserId>');
    const unsigned = await fetch(`${served.config.endpoint}/?Action=GetCallerIdentity&Version=2011-06-15`);
    expect(unsigned.status).toBe(403);
    client.destroy();
    await served.close();
  });
});
