import { createHash } from 'node:crypto';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { maxManifestBytes } from '../../contracts/manifests.ts';
import { TidegateError } from '../../domain/errors.ts';
import type { Manifests } from '../../ports/manifests.ts';
import { callFailed, isNamed } from './call-failed.ts';

/** Manifests as objects in S3, whole and of the current version. */
export const s3Manifests = (client: S3Client): Manifests => ({
  fetch: async (Bucket, Key) => {
    try {
      const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand({ Bucket, Key }));
      if (ContentLength > maxManifestBytes) throw tooLarge(Bucket, Key, ContentLength);
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      return {
        text: new TextDecoder().decode(bytes),
        sha256: createHash('sha256').update(bytes).digest('hex'),
      };
    } catch (error) {
      if (isNamed(error, 'NoSuchKey')) return undefined;
      throw failed(Bucket, Key, error);
    }
  },
});

const tooLarge = (bucket: string, key: string, bytes: number): TidegateError =>
  new TidegateError(
    'ManifestsUnreadable',
    `s3://${bucket}/${key} has ${bytes} bytes, more than ${maxManifestBytes}: render only what one version needs`,
  );

/** S3 also answers AccessDenied for a key that does not exist, to who may not list the bucket. */
const failed = (bucket: string, key: string, error: unknown): TidegateError => {
  const where = `s3://${bucket}/${key}`;
  if (isNamed(error, 'NoSuchBucket'))
    return new TidegateError(
      'ManifestsUnreadable',
      `there is no bucket for ${where}: create it, or correct manifests.bucket in the policy`,
      { cause: error },
    );
  if (isNamed(error, 'AccessDenied'))
    return new TidegateError(
      'ManifestsUnreadable',
      `S3 does not let us read ${where}: deploy Tidegate with --param manifestBuckets=${bucket}, and look whether the bucket’s policy allows it`,
      { cause: error },
    );
  return callFailed('GetObject', error);
};
