import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/** Thrown for a bearer token that EKS answers with 401; the message says which of its rules it breaks. */
export class BearerTokenRefused extends Error {
  override readonly name = 'BearerTokenRefused';
}

const prefix = 'k8s-aws-v1.';
const sizeLimitBytes = 4 * 1_024;
/** From the date of its signature, whatever X-Amz-Expires says. */
const validityMs = 15 * 60_000;
const clusterHeader = 'x-k8s-aws-id';
const knownParameters = new Set([
  'action',
  'version',
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
]);

/**
 * The access key id that signed an EKS bearer token, a presigned STS GetCallerIdentity in base64url without padding. Throws
 * BearerTokenRefused by the server's rules. `nowMs` is the signer's clock: real epoch milliseconds, since SDK clients sign by them.
 * https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/master/pkg/token/token.go
 */
export function callerOf(token: string, nowMs: number): string {
  const url = presignedUrlOf(token);
  check(url.protocol === 'https:', `its URL must be https, not ${url.protocol}`);
  check(/^sts\.([a-z0-9-]+\.)?amazonaws\.com$/.test(url.host), `its host must be an STS endpoint, not ${url.host}`);
  check(url.pathname === '/', `its path must be /, not ${url.pathname}`);
  const parameters = parametersOf(url);
  check(parameters.get('action') === 'GetCallerIdentity', 'its Action must be GetCallerIdentity');
  const signedHeaders = parameters.get('x-amz-signedheaders')?.split(';') ?? [];
  check(signedHeaders.includes(clusterHeader), `header ${clusterHeader} with the cluster's name must be signed`);
  checkTime(parameters, nowMs);
  const accessKeyId = parameters.get('x-amz-credential')?.split('/').slice(0, -4).join('/');
  check(accessKeyId, 'its X-Amz-Credential names no access key');
  return accessKeyId;
}

/**
 * Tells whether a token that `callerOf` accepted was signed with this secret for this cluster. The cluster's name is in no
 * token, only in a signed header, so a token for another cluster shows by its signature alone.
 */
export async function isSignedFor(token: string, cluster: string, secretAccessKey: string): Promise<boolean> {
  const url = presignedUrlOf(token);
  const [accessKeyId = '', , region = ''] = url.searchParams.get('X-Amz-Credential')?.split('/') ?? [];
  const sessionToken = url.searchParams.get('X-Amz-Security-Token') ?? undefined;
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  const signer = new SignatureV4({ service: 'sts', region, credentials, sha256: Sha256 });
  const unsigned = {
    method: 'GET',
    protocol: 'https:',
    hostname: url.hostname,
    path: '/',
    query: { Action: 'GetCallerIdentity', Version: url.searchParams.get('Version') ?? '' },
    headers: { host: url.host, [clusterHeader]: cluster },
  };
  const expiresIn = Number(url.searchParams.get('X-Amz-Expires'));
  const signed = await signer.presign(unsigned, {
    expiresIn,
    signingDate: new Date(dateOf(url.searchParams.get('X-Amz-Date'))),
  });
  return signed.query?.['X-Amz-Signature'] === url.searchParams.get('X-Amz-Signature');
}

function presignedUrlOf(token: string): URL {
  check(token.length <= sizeLimitBytes, `it has more than ${sizeLimitBytes} bytes`);
  check(token.startsWith(prefix), `it must begin with ${prefix}`);
  const encoded = token.slice(prefix.length);
  check(/^[A-Za-z0-9_-]+$/.test(encoded), 'it must be base64url without padding');
  const url = URL.parse(Buffer.from(encoded, 'base64url').toString());
  check(url, 'it holds no URL');
  return url;
}

function parametersOf(url: URL): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    const key = name.toLowerCase();
    check(knownParameters.has(key), `query parameter ${name} is not allowed`);
    check(!parameters.has(key), `query parameter ${name} comes twice`);
    parameters.set(key, value);
  }
  return parameters;
}

function checkTime(parameters: ReadonlyMap<string, string>, nowMs: number): void {
  const expires = Number(parameters.get('x-amz-expires') ?? Number.NaN);
  check(expires >= 0 && expires <= 900, 'its X-Amz-Expires must be 0 to 900 seconds');
  const signedAt = dateOf(parameters.get('x-amz-date') ?? null);
  check(!Number.isNaN(signedAt), 'its X-Amz-Date is no date');
  check(nowMs <= signedAt + validityMs, 'its X-Amz-Date is more than 15 minutes ago');
}

/** Epoch milliseconds of `20260105T090000Z`; NaN for anything else. */
function dateOf(text: string | null): number {
  const iso = text?.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z') ?? '';
  return iso === text ? Number.NaN : Date.parse(iso);
}

function check(holds: unknown, rule: string): asserts holds {
  if (!holds) throw new BearerTokenRefused(`The bearer token is refused: ${rule}.`);
}
