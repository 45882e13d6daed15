import { createHash } from 'node:crypto';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { Buckets } from './buckets.ts';
import { CHECKSUM_MEMBERS, checksumsOf } from './checksums.ts';
import { checkWrite } from './conditions.ts';
import { refuseOtherMembers } from './faults.ts';
import type { Content } from './model.ts';
import { checkKey } from './names.ts';

/** The wire gives bodies as bytes. */
type PutObject = Omit<PutObjectCommandInput, 'Body'> & { readonly Body?: Uint8Array };

const MEMBERS = [
  ...CHECKSUM_MEMBERS,
  ...['Bucket', 'Key', 'Body', 'ChecksumAlgorithm', 'ContentMD5', 'ContentLength', 'ContentType', 'ContentEncoding'],
  ...['Metadata', 'IfMatch', 'IfNoneMatch'],
];

/** Stores an object of one piece. */
export function putObject(buckets: Buckets) {
  return async (input: PutObject) => {
    refuseOtherMembers(input, MEMBERS);
    const { Bucket = '', Key = '' } = input;
    const bucket = buckets.named(Bucket);
    checkKey(Key);
    const content = await contentOf(input);
    checkWrite(Key, bucket.current(Key), input);
    const { versionId } = bucket.put(Key, content);
    return {
      ETag: content.etag,
      ...content.checksums,
      ChecksumType: 'FULL_OBJECT',
      ServerSideEncryption: 'AES256',
      ...(bucket.versioning === undefined ? {} : { VersionId: versionId }),
    };
  };
}

async function contentOf(input: PutObject): Promise<Content> {
  const body = input.Body ?? new Uint8Array();
  return {
    body,
    etag: `"${createHash('md5').update(body).digest('hex')}"`,
    checksums: await checksumsOf(input, body),
    contentType: input.ContentType ?? 'binary/octet-stream',
    contentEncoding: input.ContentEncoding,
    metadata: input.Metadata ?? {},
  };
}
