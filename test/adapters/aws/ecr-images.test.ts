import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createEcr } from '../../../emulator/src/ecr/service.ts';
import { testPlace } from '../../../emulator/test/support/place.ts';
import { type Served, serve } from '../../../emulator/test/support/serve.ts';
import { ecrImages } from '../../../src/adapters/aws/ecr-images.ts';

const repositoryName = 'shop/orders';
let served: Served;
let client: ECRClient;
beforeEach(async () => {
  const place = testPlace();
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
    expect((await ecrImages(client).tagsOf(repositoryName, digest)).toSorted()).toEqual(['2.0', '2.0.0']);
  });

  it('that is unknown has none', async () => {
    expect(await ecrImages(client).tagsOf(repositoryName, `sha256:${'0'.repeat(64)}`)).toEqual([]);
  });
});

it('fails as CallFailed when ECR cannot be reached', async () => {
  const nowhere = new ECRClient({ ...served.config, endpoint: 'http://127.0.0.1:1' });
  await expect(ecrImages(nowhere).resolve(repositoryName, '2.0.0')).rejects.toMatchObject({ name: 'CallFailed' });
});
