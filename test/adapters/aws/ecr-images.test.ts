import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createEcr } from '../../../emulator/src/ecr/service.ts';
import { testPlace } from '../../../emulator/test/support/place.ts';
import { type Served, serve } from '../../../emulator/test/support/serve.ts';
import { ecrImages } from '../../../src/adapters/aws/ecr-images.ts';

const repositoryName = 'shop/orders';
let served: Served;
let client: ECRClient;
let clock: ReturnType<typeof testPlace>['clock'];
beforeEach(async () => {
  const place = testPlace();
  clock = place.clock;
  served = await serve(place.clock, createEcr(place, { events: { publish: () => undefined } }).service);
  client = new ECRClient(served.config);
  await client.send(new CreateRepositoryCommand({ repositoryName }));
});
afterEach(async () => {
  client.destroy();
  await served.close();
});

const push = async (imageTag: string, version: string): Promise<string> => {
  const annotations = { 'emulator.command': '["node","server.mjs"]', version };
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType, annotations });
  const { image } = await client.send(new PutImageCommand({ repositoryName, imageTag, imageManifest }));
  return image?.imageId?.imageDigest ?? '';
};

describe('a tag', () => {
  it('resolves to the digest and the name that a node pulls', async () => {
    const digest = await push('2.0.0', '2.0.0');
    const image = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/orders@${digest}`;
    expect(await ecrImages(client).resolve(repositoryName, '2.0.0')).toEqual({ digest, image });
  });

  it('that does not exist resolves to nothing', async () => {
    expect(await ecrImages(client).resolve(repositoryName, '9.9.9')).toBeUndefined();
  });

  it('of a repository that does not exist is refused, and the sentence names it', async () => {
    await expect(ecrImages(client).resolve('shop/none', '1.0.0')).rejects.toMatchObject({
      name: 'RepositoryNotFound',
      message: expect.stringContaining('shop/none'),
    });
  });
});

describe('a digest', () => {
  it('has all its tags', async () => {
    const digest = await push('2.0.0', 'same');
    await push('2.0', 'same');
    const found = await ecrImages(client).byDigest(repositoryName, digest);
    expect(found?.tags.toSorted()).toEqual(['2.0', '2.0.0']);
  });

  it('has the same pullable name as its tag', async () => {
    const digest = await push('2.0.0', '2.0.0');
    expect(await ecrImages(client).byDigest(repositoryName, digest)).toMatchObject(
      (await ecrImages(client).resolve(repositoryName, '2.0.0')) ?? {},
    );
  });

  it('that is unknown is nothing', async () => {
    expect(await ecrImages(client).byDigest(repositoryName, `sha256:${'0'.repeat(64)}`)).toBeUndefined();
  });
});

describe('what was pushed between two instants', () => {
  const between = (from: string, to: string) => ecrImages(client).pushedBetween(repositoryName, from, to);

  it('is every image with its tags, oldest first, from the first instant and before the second', async () => {
    const at: string[] = [];
    for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0']) {
      at.push(new Date(clock.now()).toISOString());
      await push(version, version);
      clock.stall(60_000);
    }
    const found = await between(at[1] ?? '', at[3] ?? '');
    expect(found.map(({ tags, pushedAt }) => [tags, pushedAt])).toEqual([
      [['1.1.0'], at[1]],
      [['1.2.0'], at[2]],
    ]);
  });

  it('is read from every page, however many images there are', async () => {
    const tags = Array.from({ length: 105 }, (_, i) => `1.0.${i}`);
    for (const tag of tags) await push(tag, tag);
    const found = await between('2000-01-01T00:00:00.000Z', '2100-01-01T00:00:00.000Z');
    expect(found.flatMap((image) => image.tags).toSorted()).toEqual(tags.toSorted());
  });

  it('fails as RepositoryNotFound when there is no such repository', async () => {
    const failure = ecrImages(client).pushedBetween('shop/none', '2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z');
    await expect(failure).rejects.toMatchObject({ name: 'RepositoryNotFound' });
  });
});

it('fails as CallFailed when ECR cannot be reached', async () => {
  const nowhere = new ECRClient({ ...served.config, endpoint: 'http://127.0.0.1:1' });
  await expect(ecrImages(nowhere).resolve(repositoryName, '2.0.0')).rejects.toMatchObject({ name: 'CallFailed' });
});
