import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createS3 } from '../../src/s3/service.ts';
import { testPlace } from '../support/place.ts';
import { type Served, serve } from '../support/serve.ts';

const Bucket = 'release-manifests';
const Key = 'orders/1.2.3 ü+.yaml';

let served: Served;
let client: S3Client;

beforeEach(async () => {
  const place = testPlace();
  served = await serve(place.clock, createS3(place).service);
  client = new S3Client(served.config);
  await client.send(new CreateBucketCommand({ Bucket }));
});
afterEach(async () => {
  client.destroy();
  await served.close();
});

const put = (more: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body: 'a: 1\n', ...more }));
const get = async (more: object = {}) => {
  const answer = await client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...answer, text: await answer.Body?.transformToString() };
};
const enableVersions = (Status: 'Enabled' | 'Suspended' = 'Enabled') =>
  client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
const md5 = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`;

describe('an object', () => {
  it('comes back as it was put, with its MD5 as ETag and the checksum that the client sent', async () => {
    const written = await put({ ContentType: 'application/yaml', Metadata: { commit: 'abc' } });
    expect(written).toMatchObject({ ETag: md5('a: 1\n'), ChecksumCRC32: expect.any(String) });
    expect(written.VersionId).toBeUndefined();
    const read = await get();
    expect(read.text).toBe('a: 1\n');
    expect(read).toMatchObject({
      ...{ ETag: written.ETag, ContentType: 'application/yaml', ContentLength: 5 },
      ...{ Metadata: { commit: 'abc' }, ChecksumCRC32: written.ChecksumCRC32 },
      LastModified: new Date('2026-01-05T09:00:00Z'),
    });
  });

  it('may be empty', async () => {
    await put({ Body: new Uint8Array(), ContentLength: 0 });
    expect(await get()).toMatchObject({ text: '', ContentLength: 0 });
  });

  it('may be put as a stream, in aws-chunked frames with a trailing checksum', async () => {
    const text = 'x'.repeat(200_000);
    await put({ Body: Readable.from([text.slice(0, 70_000), text.slice(70_000)]), ContentLength: text.length });
    const read = await get();
    expect(read.text).toBe(text);
    expect(read.ETag).toBe(md5(text));
    expect(read.ContentEncoding).toBeUndefined();
    expect(read.ChecksumCRC32).toEqual(expect.any(String));
  });

  it.each(['CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)('is checked by %s, on both sides', async (algorithm) => {
    const written = await put({ ChecksumAlgorithm: algorithm });
    expect(written[`Checksum${algorithm}`]).toEqual(expect.any(String));
    expect((await get()).text).toBe('a: 1\n');
  });

  it('is refused when its content is not what its checksum or MD5 says', async () => {
    await expect(put({ ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    const ContentMD5 = createHash('md5').update('else').digest('base64');
    await expect(put({ ContentMD5 })).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(put({ ContentMD5: 'abc' })).rejects.toMatchObject({ name: 'InvalidDigest' });
    await expect(get()).rejects.toBeInstanceOf(NoSuchKey);
  });

  it('shows its head alone', async () => {
    await put();
    const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({ ETag: md5('a: 1\n'), ContentLength: 5, ContentType: 'application/octet-stream' });
  });

  it('that is not there is NoSuchKey, and NotFound where the answer has no body', async () => {
    await expect(get()).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
    await expect(client.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toBeInstanceOf(NotFound);
    expect(served.recorder.calls({ operation: 'GetObject' })[0]).toMatchObject({ service: 's3', error: 'NoSuchKey' });
  });

  it('is answered, or written over, only under the conditions that the client sets', async () => {
    const { ETag = '' } = await put({ IfNoneMatch: '*' });
    await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect((await get({ IfMatch: ETag })).text).toBe('a: 1\n');
    await put({ Body: 'a: 2\n', IfMatch: ETag });
    await expect(get({ IfMatch: ETag })).rejects.toMatchObject({
      ...{ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } },
    });
    await expect(put({ IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(get({ IfNoneMatch: md5('a: 2\n') })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
  });

  it('with a key of more than 1,024 bytes is refused', async () => {
    await expect(put({ Key: 'ü'.repeat(513) })).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });

  it('is refused with what the emulator does not know, rather than stored without it', async () => {
    await expect(put({ ACL: 'public-read' })).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(get({ Range: 'bytes=0-1' })).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  it('is gone once deleted, where no versions are kept', async () => {
    await put();
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    await expect(get()).rejects.toBeInstanceOf(NoSuchKey);
  });
});

describe('versions', () => {
  it('stay readable by their id, whatever was put since', async () => {
    await put({ Body: 'before' });
    await enableVersions();
    const first = await put({ Body: 'one' });
    const second = await put({ Body: 'two' });
    expect((await get()).VersionId).toBe(second.VersionId);
    expect((await get({ VersionId: first.VersionId })).text).toBe('one');
    expect((await get({ VersionId: 'null' })).text).toBe('before');
  });

  it('that do not exist are NoSuchVersion, and ids of no shape invalid', async () => {
    await put();
    await expect(get({ VersionId: 'x'.repeat(32) })).rejects.toMatchObject({ name: 'NoSuchVersion' });
    await expect(get({ VersionId: 'abc' })).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  it('outlive a delete, which only puts a marker on them', async () => {
    await enableVersions();
    const { VersionId } = await put();
    const marker = await client.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(marker.DeleteMarker).toBe(true);
    await expect(get()).rejects.toBeInstanceOf(NoSuchKey);
    await expect(get({ VersionId: marker.VersionId })).rejects.toMatchObject({ name: 'MethodNotAllowed' });
    expect((await get({ VersionId })).text).toBe('a: 1\n');
    await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId: marker.VersionId }));
    expect((await get()).text).toBe('a: 1\n');
  });

  it('are no longer added once versioning is suspended: the null version is written over', async () => {
    await enableVersions();
    const { VersionId } = await put({ Body: 'kept' });
    await enableVersions('Suspended');
    expect((await put({ Body: 'n1' })).VersionId).toBe('null');
    await put({ Body: 'n2' });
    expect((await get()).text).toBe('n2');
    expect((await get({ VersionId })).text).toBe('kept');
  });
});
