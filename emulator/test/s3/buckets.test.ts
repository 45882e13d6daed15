import {
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketAclCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  NoSuchBucket,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startCloud } from '../../src/cloud.ts';
import { createS3 } from '../../src/s3/service.ts';
import { testPlace } from '../support/place.ts';
import { type Served, serve } from '../support/serve.ts';

const Bucket = 'release-manifests';

let served: Served;
let client: S3Client;

beforeEach(async () => {
  const place = testPlace();
  served = await serve(place.clock, createS3(place).service);
  client = new S3Client(served.config);
});
afterEach(async () => {
  client.destroy();
  await served.close();
});

const create = (name: string) => client.send(new CreateBucketCommand({ Bucket: name }));
const list = (more: Partial<ListObjectsV2CommandInput> = {}) =>
  client.send(new ListObjectsV2Command({ Bucket, ...more }));

describe('a bucket', () => {
  it.each(['ab', 'Upper', 'under_score', '10.0.0.1', 'a..b', 'xn--bucket', 'orders-s3alias'])(
    'may not be called %s',
    async (name) => {
      await expect(create(name)).rejects.toMatchObject({ name: 'InvalidBucketName' });
    },
  );

  it('is created once', async () => {
    expect((await create(Bucket)).Location).toBe(`/${Bucket}`);
    await expect(create(Bucket)).rejects.toBeInstanceOf(BucketAlreadyOwnedByYou);
  });

  it('is not created at the endpoint of another region', async () => {
    const elsewhere = new CreateBucketCommand({
      Bucket,
      CreateBucketConfiguration: { LocationConstraint: 'us-west-2' },
    });
    await expect(client.send(elsewhere)).rejects.toMatchObject({ name: 'IllegalLocationConstraintException' });
  });

  it('that is not there is NoSuchBucket', async () => {
    await expect(list()).rejects.toBeInstanceOf(NoSuchBucket);
    await expect(client.send(new GetObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({
      ...{ name: 'NoSuchBucket', message: 'The specified bucket does not exist' },
    });
  });
});

describe('a list of objects', () => {
  beforeEach(async () => {
    await create(Bucket);
    for (const Key of ['orders/1.yaml', 'orders/10.yaml', 'orders/2.yaml', 'billing/1.yaml', 'ü & <b>'])
      await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  });

  it('has them in the order of their keys, with what is known of each', async () => {
    const { Contents = [], KeyCount, IsTruncated } = await list();
    expect(Contents.map(({ Key }) => Key)).toEqual([
      ...['billing/1.yaml', 'orders/1.yaml', 'orders/10.yaml', 'orders/2.yaml', 'ü & <b>'],
    ]);
    expect({ KeyCount, IsTruncated }).toEqual({ KeyCount: 5, IsTruncated: false });
    expect(Contents[0]).toMatchObject({
      Size: 14,
      StorageClass: 'STANDARD',
      ETag: expect.stringMatching(/^"\w{32}"$/),
    });
  });

  it('can be had by prefix, by folder and page by page', async () => {
    expect((await list({ Prefix: 'orders/1' })).Contents?.map(({ Key }) => Key)).toEqual([
      ...['orders/1.yaml', 'orders/10.yaml'],
    ]);
    const folders = await list({ Delimiter: '/' });
    expect(folders.CommonPrefixes).toEqual([{ Prefix: 'billing/' }, { Prefix: 'orders/' }]);
    expect(folders.Contents?.map(({ Key }) => Key)).toEqual(['ü & <b>']);
    const pages: (string | undefined)[][] = [];
    for await (const { Contents = [], CommonPrefixes = [] } of paginateListObjectsV2(
      { client, pageSize: 1 },
      { Bucket, Delimiter: '/' },
    ))
      pages.push([...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => Prefix)]);
    expect(pages).toEqual([['billing/'], ['orders/'], ['ü & <b>']]);
  });

  it('leaves out what was deleted', async () => {
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'billing/1.yaml' }));
    expect((await list({ Prefix: 'billing/' })).KeyCount).toBe(0);
  });
});

it('operations that do not exist here say so, by the name that the request is for', async () => {
  await expect(client.send(new ListBucketsCommand({}))).rejects.toMatchObject({
    ...{ name: 'NotImplemented', message: 'the emulator does not implement s3:ListBuckets' },
  });
  await expect(client.send(new GetBucketAclCommand({ Bucket }))).rejects.toMatchObject({
    message: 'the emulator does not implement s3:GetBucketAcl',
  });
});

it('requests without x-id, as other SDKs send them, are told by what they carry', async () => {
  await create(Bucket);
  const unnamed = new S3Client(served.config);
  unnamed.middlewareStack.add(
    (next) => (args) => {
      const { query } = args.request as { query: Record<string, string> };
      delete query['x-id'];
      return next(args);
    },
    { step: 'build', name: 'withoutId' },
  );
  await unnamed.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'b' }));
  const { Body } = await unnamed.send(new GetObjectCommand({ Bucket, Key: 'a' }));
  expect(await Body?.transformToString()).toBe('b');
  unnamed.destroy();
});

it('a cloud in process has the bucket before its host name, and dots in it', async () => {
  const cloud = await startCloud({ transport: 'inProcess' });
  const inside = new S3Client(cloud.clientConfig('ci'));
  const Bucket = 'release.manifests';
  await inside.send(new CreateBucketCommand({ Bucket }));
  await inside.send(new PutObjectCommand({ Bucket, Key: 'a/b', Body: 'c' }));
  const { Body, LastModified } = await inside.send(new GetObjectCommand({ Bucket, Key: 'a/b' }));
  expect(await Body?.transformToString()).toBe('c');
  expect(LastModified?.getUTCFullYear()).toBe(2026);
  expect(cloud.recorder.calls({ service: 's3' }).map(({ caller, operation }) => [caller, operation])).toEqual([
    ...[
      ['ci', 'CreateBucket'],
      ['ci', 'PutObject'],
      ['ci', 'GetObject'],
    ],
  ]);
  inside.destroy();
  await cloud.close();
});
