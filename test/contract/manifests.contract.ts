import { createHash } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, expect } from '@jest/globals';
import { s3Manifests } from '../../src/adapters/aws/s3-manifests.ts';
import { onEachCloud, unique } from './clouds.ts';

onEachCloud('manifests', (cloud) => {
  const { scenario } = cloud;
  const Bucket = unique('release-manifests').toLowerCase();
  const Key = 'orders/2.0.0 ü.yaml';
  let client: S3Client;
  beforeAll(async () => {
    client = cloud.client(S3Client);
    await client.send(new CreateBucketCommand({ Bucket }));
  });

  const put = (Body: string, more: Partial<PutObjectCommandInput> = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const hash = (algorithm: string, text: string, as: 'hex' | 'base64' = 'hex') =>
    createHash(algorithm).update(text).digest(as);

  scenario('come back as they were put, with the hash of their bytes', async () => {
    await put('kind: ConfigMap # ü\n');
    expect(await s3Manifests(client).fetch(Bucket, Key)).toEqual({
      text: 'kind: ConfigMap # ü\n',
      sha256: hash('sha256', 'kind: ConfigMap # ü\n'),
    });
  });

  scenario('that nobody put there are nothing', async () => {
    expect(await s3Manifests(client).fetch(Bucket, 'orders/none.yaml')).toBeUndefined();
    const head = client.send(new HeadObjectCommand({ Bucket, Key: 'orders/none.yaml' }));
    await expect(head).rejects.toMatchObject({ name: 'NotFound' });
  });

  scenario('cannot be read from a bucket that does not exist', async () => {
    const none = unique('nobodys-manifests').toLowerCase();
    await expect(s3Manifests(client).fetch(none, Key)).rejects.toMatchObject({ name: 'ManifestsUnreadable' });
  });

  scenario('have the MD5 of their bytes for an ETag, in quotes', async () => {
    const { ETag } = await put('a: 1\n');
    expect(ETag).toBe(`"${hash('md5', 'a: 1\n')}"`);
    await expect(client.send(new GetObjectCommand({ Bucket, Key, IfMatch: '"other"' }))).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(put('a: 2\n', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  scenario(
    'are refused when they are not what their MD5 says',
    async () => {
      const ContentMD5 = hash('md5', 'else', 'base64');
      await expect(put('a: 1\n', { ContentMD5 })).rejects.toMatchObject({ name: 'BadDigest' });
    },
    { moto: 'it takes them' },
  );

  scenario(
    'are refused when they are not what their checksum says',
    async () => {
      await expect(put('a: 1\n', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    },
    { moto: 'it takes them' },
  );

  scenario('are listed in the order of their keys', async () => {
    for (const name of ['b', 'a/2', 'a/10']) await put(name, { Key: `list/${name}` });
    const { Contents = [], KeyCount } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/' }));
    expect([KeyCount, ...Contents.map((item) => item.Key)]).toEqual([3, 'list/a/10', 'list/a/2', 'list/b']);
    const folders = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', Delimiter: '/' }));
    expect(folders.CommonPrefixes).toEqual([{ Prefix: 'list/a/' }]);
  });

  scenario('have versions, and outlive their deletion by them', async () => {
    const Status = 'Enabled';
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    const { VersionId } = await put('first', { Key: 'versions' });
    await put('second', { Key: 'versions' });
    const { DeleteMarker } = await client.send(new DeleteObjectCommand({ Bucket, Key: 'versions' }));
    expect(DeleteMarker).toBe(true);
    expect(await s3Manifests(client).fetch(Bucket, 'versions')).toBeUndefined();
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'versions', VersionId }));
    expect(await Body?.transformToString()).toBe('first');
    const other = client.send(new GetObjectCommand({ Bucket, Key: 'versions', VersionId: 'x'.repeat(32) }));
    await expect(other).rejects.toMatchObject({ name: 'NoSuchVersion' });
  });

  scenario(
    'buckets need names as S3 wants them',
    async () => {
      const wrong = client.send(new CreateBucketCommand({ Bucket: 'Upper_Case' }));
      await expect(wrong).rejects.toMatchObject({ name: 'InvalidBucketName' });
    },
    { moto: 'it takes capitals and underscores' },
  );

  scenario('a bucket is created once', async () => {
    await expect(client.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
    });
  });
});
