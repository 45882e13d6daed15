import { createHash } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Cloud, startCloud } from '../../../emulator/src/cloud.ts';
import { s3Manifests } from '../../../src/adapters/aws/s3-manifests.ts';
import { maxManifestBytes } from '../../../src/contracts/manifests.ts';

const Bucket = 'release-manifests';
const Key = 'orders/2.0.0.yaml';

let cloud: Cloud;
let client: S3Client;
beforeAll(async () => {
  cloud = await startCloud();
  client = new S3Client({ ...cloud.clientConfig('admit-release'), maxAttempts: 1 });
  await client.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  client.destroy();
  await cloud.close();
});

const put = (Body: string) => client.send(new PutObjectCommand({ Bucket, Key, Body }));
const breakNext = (name: string, statusCode: number) =>
  cloud.faults.breakNext(
    { service: 's3', operation: 'GetObject' },
    { kind: 'error', name, message: 'told so', statusCode },
  );

describe('manifests in S3', () => {
  it('come with the hash of their bytes', async () => {
    const text = 'kind: ConfigMap # ü\n';
    await put(text);
    expect(await s3Manifests(client).fetch(Bucket, Key)).toEqual({
      text,
      sha256: createHash('sha256').update(text).digest('hex'),
    });
  });

  it('that nobody put there are undefined', async () => {
    expect(await s3Manifests(client).fetch(Bucket, 'orders/9.9.9.yaml')).toBeUndefined();
  });

  it('cannot be read from a bucket that does not exist', async () => {
    await expect(s3Manifests(client).fetch('nobodys-manifests', Key)).rejects.toMatchObject({
      name: 'ManifestsUnreadable',
      message: expect.stringContaining('there is no bucket for s3://nobodys-manifests/orders/2.0.0.yaml: create it'),
    });
  });

  it('cannot be read without permission, which is also what S3 says of a missing key', async () => {
    breakNext('AccessDenied', 403);
    await expect(s3Manifests(client).fetch(Bucket, Key)).rejects.toMatchObject({
      name: 'ManifestsUnreadable',
      message: expect.stringMatching(/orders\/2\.0\.0\.yaml, or it is not there: .*--param manifestBuckets=/),
    });
  });

  it('are not taken when they are larger than any version is', async () => {
    await put('#'.repeat(3 * maxManifestBytes));
    await expect(s3Manifests(client).fetch(Bucket, Key)).rejects.toMatchObject({
      name: 'ManifestsUnreadable',
      message: expect.stringContaining('has more than 1048576 bytes'),
    });
  });

  it('are asked for again when S3 fails', async () => {
    breakNext('InternalError', 500);
    await expect(s3Manifests(client).fetch(Bucket, Key)).rejects.toMatchObject({ name: 'CallFailed' });
  });
});
