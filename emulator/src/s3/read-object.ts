import type { GetObjectCommandInput, HeadObjectCommandInput } from '@aws-sdk/client-s3';
import type { Bucket } from './bucket.ts';
import type { Buckets } from './buckets.ts';
import { checkRead } from './conditions.ts';
import { refuseOtherMembers } from './faults.ts';
import type { Content, Version } from './model.ts';

type ReadObject = GetObjectCommandInput | HeadObjectCommandInput;

const MEMBERS = ['Bucket', 'Key', 'VersionId', 'IfMatch', 'IfNoneMatch', 'ChecksumMode'];

/** Answers an object, in one piece. */
export function getObject(buckets: Buckets) {
  return (input: GetObjectCommandInput) => {
    const { bucket, version } = find(buckets, input);
    return { ...headOf(bucket, version, input), Body: version.content.body };
  };
}

/** Answers what is known of an object, without its content. */
export function headObject(buckets: Buckets) {
  return (input: HeadObjectCommandInput) => {
    const { bucket, version } = find(buckets, input);
    return headOf(bucket, version, input);
  };
}

interface Found {
  readonly bucket: Bucket;
  readonly version: Version & { readonly content: Content };
}

function find(buckets: Buckets, input: ReadObject): Found {
  refuseOtherMembers(input, MEMBERS);
  const bucket = buckets.named(input.Bucket ?? '');
  const version = bucket.read(input.Key ?? '', input.VersionId);
  checkRead(version, input);
  return { bucket, version };
}

function headOf({ versioning }: Bucket, { content, versionId, lastModified }: Found['version'], input: ReadObject) {
  const { body, etag, checksums, contentType, contentEncoding, metadata } = content;
  const wantsChecksum = input.ChecksumMode === 'ENABLED';
  return {
    AcceptRanges: 'bytes',
    ContentLength: body.byteLength,
    ContentType: contentType,
    ContentEncoding: contentEncoding,
    ETag: etag,
    LastModified: lastModified,
    Metadata: metadata,
    ServerSideEncryption: 'AES256',
    ...(wantsChecksum ? { ...checksums, ChecksumType: 'FULL_OBJECT' } : {}),
    ...(versioning === undefined ? {} : { VersionId: versionId }),
  };
}
