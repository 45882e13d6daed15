import type {
  CreateBucketCommandInput,
  DeleteObjectCommandInput,
  ListObjectsV2CommandInput,
  PutBucketVersioningCommandInput,
} from '@aws-sdk/client-s3';
import type { AwsService } from '../service.ts';
import type { Buckets } from './buckets.ts';
import { refuseOtherMembers, s3Fault } from './faults.ts';
import { listObjects } from './listing.ts';
import { putObject } from './put-object.ts';
import { getObject, headObject } from './read-object.ts';

/** The operations of S3 that exist here, by name. */
export function operationsOf(buckets: Buckets): AwsService['operations'] {
  return {
    CreateBucket: (input: CreateBucketCommandInput) => createBucket(buckets, input),
    PutBucketVersioning: (input: PutBucketVersioningCommandInput) => putVersioning(buckets, input),
    PutObject: putObject(buckets),
    GetObject: getObject(buckets),
    HeadObject: headObject(buckets),
    DeleteObject: (input: DeleteObjectCommandInput) => deleteObject(buckets, input),
    ListObjectsV2(input: ListObjectsV2CommandInput) {
      refuseOtherMembers(input, LIST_MEMBERS);
      return listObjects(buckets.named(input.Bucket ?? ''), input);
    },
  };
}

const LIST_MEMBERS = ['Bucket', 'Prefix', 'Delimiter', 'MaxKeys', 'StartAfter', 'ContinuationToken', 'EncodingType'];

function createBucket(buckets: Buckets, input: CreateBucketCommandInput) {
  refuseOtherMembers(input, ['Bucket', 'CreateBucketConfiguration']);
  const { Bucket = '', CreateBucketConfiguration = {} } = input;
  refuseOtherMembers(CreateBucketConfiguration, ['LocationConstraint']);
  buckets.create(Bucket, CreateBucketConfiguration.LocationConstraint);
  return { Location: `/${Bucket}` };
}

function putVersioning(buckets: Buckets, input: PutBucketVersioningCommandInput): void {
  refuseOtherMembers(input, ['Bucket', 'VersioningConfiguration', 'ContentMD5', 'ChecksumAlgorithm']);
  const bucket = buckets.named(input.Bucket ?? '');
  const { Status, ...others } = input.VersioningConfiguration ?? {};
  refuseOtherMembers(others, []);
  if (Status === undefined) {
    const message = 'The Versioning element must be specified';
    throw s3Fault('IllegalVersioningConfigurationException', message);
  }
  if (Status !== 'Enabled' && Status !== 'Suspended')
    throw s3Fault(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  bucket.versioning = Status;
}

function deleteObject(buckets: Buckets, input: DeleteObjectCommandInput) {
  refuseOtherMembers(input, ['Bucket', 'Key', 'VersionId']);
  const { Bucket = '', Key = '', VersionId } = input;
  const bucket = buckets.named(Bucket);
  if (VersionId !== undefined) {
    const removed = bucket.removeVersion(Key, VersionId);
    return { VersionId, ...(removed && !removed.content ? { DeleteMarker: true } : {}) };
  }
  const marker = bucket.remove(Key);
  return marker ? { DeleteMarker: true, VersionId: marker.versionId } : {};
}
