import { isIPv4 } from 'node:net';
import { IN_PROCESS_HOST } from '../in-process/host-name.ts';
import { headerOf, type WireRequest } from './messages.ts';

/** Where in S3 a request goes: `path` is what follows the bucket, still percent-encoded. */
export interface S3Address {
  /** Undefined for what is asked of the account, as ListBuckets is. */
  readonly bucket: string | undefined;
  readonly path: string;
}

/** The emulator's own names; a name before one of them is a bucket's. */
const HOST_NAMES = ['localhost', IN_PROCESS_HOST];

/**
 * Tells path style from virtual-host style by the Host header: SDK clients write a bucket into the path when their endpoint is
 * an IP address, and before a name otherwise. https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function s3AddressOf(request: WireRequest): S3Address {
  const bucket = bucketInHost(headerOf(request, 'host') ?? '');
  if (bucket !== undefined) return { bucket, path: request.path };
  const [, first = '', rest = ''] = /^\/([^/]*)(.*)$/s.exec(request.path) ?? [];
  return { bucket: first === '' ? undefined : decodeURIComponent(first), path: rest === '' ? '/' : rest };
}

function bucketInHost(hostAndPort: string): string | undefined {
  const host = hostAndPort.replace(/:\d+$/, '');
  if (isIPv4(host)) return undefined;
  const suffix = HOST_NAMES.map((name) => `.${name}`).find((name) => host.endsWith(name));
  return suffix === undefined ? undefined : host.slice(0, -suffix.length);
}
