import type { _Object, ListObjectsV2CommandInput, ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import type { Bucket } from './bucket.ts';
import { algorithmsOf } from './checksums.ts';
import { s3Fault } from './faults.ts';

const MAX_KEYS = 1000;

type Listing = Omit<ListObjectsV2CommandOutput, '$metadata'>;

/** One page of a bucket's keys; those that share what comes before the delimiter are told as one prefix. */
export function listObjects(bucket: Bucket, input: ListObjectsV2CommandInput): Listing {
  const { Prefix = '', Delimiter, StartAfter, ContinuationToken, EncodingType } = input;
  const limit = Math.min(input.MaxKeys ?? MAX_KEYS, MAX_KEYS);
  const after = ContinuationToken === undefined ? StartAfter : keyIn(ContinuationToken);
  const entries = entriesOf(bucket, Prefix, Delimiter).filter((entry) => after === undefined || isAfter(entry, after));
  const page = entries.slice(0, limit);
  const last = page.at(-1);
  const isTruncated = limit > 0 && entries.length > page.length;
  const encoded = (text: string) => (EncodingType === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text);
  return {
    Name: bucket.name,
    Prefix: encoded(Prefix),
    MaxKeys: limit,
    KeyCount: page.length,
    IsTruncated: isTruncated,
    Contents: page.flatMap(({ name, isPrefix }) => (isPrefix ? [] : [shown(bucket, name, encoded(name))])),
    CommonPrefixes: page.flatMap(({ name, isPrefix }) => (isPrefix ? [{ Prefix: encoded(name) }] : [])),
    ...(Delimiter === undefined ? {} : { Delimiter: encoded(Delimiter) }),
    ...(StartAfter === undefined ? {} : { StartAfter: encoded(StartAfter) }),
    ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
    ...(EncodingType === undefined ? {} : { EncodingType }),
    ...(isTruncated && last ? { NextContinuationToken: tokenOf(last.name) } : {}),
  };
}

/** A key, or the prefix that several keys share. */
interface Entry {
  readonly name: string;
  readonly isPrefix: boolean;
}

function entriesOf(bucket: Bucket, prefix: string, delimiter: string | undefined): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const key of bucket.keys().filter((name) => name.startsWith(prefix))) {
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    const isPrefix = end >= 0;
    const name = isPrefix ? key.slice(0, end + (delimiter?.length ?? 0)) : key;
    entries.set(name, { name, isPrefix });
  }
  return [...entries.values()];
}

function isAfter({ name, isPrefix }: Entry, after: string): boolean {
  if (isPrefix && after.startsWith(name)) return false;
  return Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0;
}

function shown(bucket: Bucket, key: string, Key: string): _Object {
  const { content, lastModified } = bucket.read(key, undefined);
  const { etag, body, checksums } = content;
  return {
    Key,
    LastModified: lastModified,
    ETag: etag,
    ChecksumAlgorithm: algorithmsOf(checksums) as _Object['ChecksumAlgorithm'],
    ChecksumType: 'FULL_OBJECT',
    Size: body.byteLength,
    StorageClass: 'STANDARD',
  };
}

function tokenOf(key: string): string {
  return Buffer.from(`after:${key}`).toString('base64url');
}

function keyIn(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (text.startsWith('after:')) return text.slice('after:'.length);
  throw s3Fault('InvalidArgument', 'The continuation token provided is incorrect', 400, {
    ArgumentName: 'continuation-token',
  });
}
