import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { maxManifestBytes } from '../../contracts/manifests.ts';
import { TidegateError } from '../../domain/errors.ts';
import type { Manifests } from '../../ports/manifests.ts';
import { callFailed, isNamed } from './call-failed.ts';

/** Manifests as objects in S3, whole and of the current version. */
export const s3Manifests = (client: S3Client): Manifests => ({
  fetch: async (Bucket, Key) => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = await beginningOf(Body as AsyncIterable<Uint8Array> | undefined);
      if (bytes.byteLength > maxManifestBytes) throw tooLarge(Bucket, Key);
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

/** All bytes of a body; of one that is too large, somewhat more than it may have, and its connection is given up. */
const beginningOf = async (body: AsyncIterable<Uint8Array> = Readable.from([])): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > maxManifestBytes) break;
  }
  return Buffer.concat(chunks);
};

const tooLarge = (bucket: string, key: string): TidegateError =>
  new TidegateError(
    'ManifestsUnreadable',
    `s3://${bucket}/${key} has more than ${maxManifestBytes} bytes: render only what one version needs`,
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
      `S3 does not let us read ${where}, or it is not there: let CI put it there before it pushes the image, deploy Tidegate with --param manifestBuckets=${bucket}, and look at the bucket’s policy`,
      { cause: error },
    );
  return callFailed('GetObject', error);
};
