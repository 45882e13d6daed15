import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4, type SignatureV4Init } from '@smithy/signature-v4';

export interface TokenRequest {
  readonly cluster: string;
  readonly region: string;
  readonly credentials: SignatureV4Init['credentials'];
  readonly now: Date;
}

/** Clusters take a token for 15 minutes after its signing date, whatever `X-Amz-Expires` says. */
export const tokenLifeSeconds = 15 * 60;

/**
 * The bearer token of an EKS cluster: a presigned GetCallerIdentity that names the cluster. It must name the regional STS host,
 * and signing is offline. https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
 */
export const eksToken = async ({ cluster, region, credentials, now }: TokenRequest): Promise<string> => {
  const signer = new SignatureV4({ service: 'sts', region, credentials, sha256: Sha256 });
  const host = `sts.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
  const request = {
    ...{ method: 'GET', protocol: 'https:', hostname: host, path: '/' },
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    headers: { host, 'x-k8s-aws-id': cluster },
  };
  const signed = await signer.presign(request, { expiresIn: 60, signingDate: now });
  const query = Object.entries(signed.query ?? {})
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&');
  return `k8s-aws-v1.${Buffer.from(`https://${host}/?${query}`).toString('base64url')}`;
};
