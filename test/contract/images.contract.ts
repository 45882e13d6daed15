import { createHash } from 'node:crypto';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { beforeAll, expect } from '@jest/globals';
import { ecrImages } from '../../src/adapters/aws/ecr-images.ts';
import { onEachCloud, unique } from './clouds.ts';

onEachCloud('images', (cloud) => {
  const { scenario } = cloud;
  const repositoryName = unique('shop/orders');
  let client: ECRClient;
  let registryId: string;
  beforeAll(async () => {
    client = cloud.client(ECRClient);
    const { repository } = await client.send(new CreateRepositoryCommand({ repositoryName }));
    registryId = repository?.registryId ?? '';
  });

  const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
  /** The annotation is what the emulator runs; a registry does not look at it. */
  const push = async (imageTag: string, version: string): Promise<string> => {
    const imageManifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', size: 2, digest: `sha256:${'0'.repeat(64)}` },
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', size: 2, digest: digestOf(version) }],
      annotations: { 'emulator.command': '["node","server.mjs"]', version },
    });
    const { image } = await client.send(new PutImageCommand({ repositoryName, imageTag, imageManifest }));
    return image?.imageId?.imageDigest ?? '';
  };

  scenario('a tag resolves to its digest and to the name that a node pulls', async () => {
    const digest = await push('2.0.0', '2.0.0');
    const image = `${registryId}.dkr.ecr.eu-west-1.amazonaws.com/${repositoryName}@${digest}`;
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await ecrImages(client).resolve(repositoryName, '2.0.0')).toEqual({ digest, image });
  });

  scenario('a tag that was moved resolves to its new digest', async () => {
    const former = await push('latest', 'former');
    const digest = await push('latest', 'newer');
    expect(digest).not.toBe(former);
    expect(await ecrImages(client).resolve(repositoryName, 'latest')).toMatchObject({ digest });
    expect((await ecrImages(client).byDigest(repositoryName, former))?.tags ?? []).toEqual([]);
  });

  scenario('a tag that does not exist resolves to nothing', async () => {
    expect(await ecrImages(client).resolve(repositoryName, '9.9.9')).toBeUndefined();
  });

  scenario('a repository that does not exist is refused', async () => {
    const none = unique('shop/none');
    await expect(ecrImages(client).resolve(none, '1.0.0')).rejects.toMatchObject({ name: 'RepositoryNotFound' });
  });

  scenario('a digest has all its tags', async () => {
    const digest = await push('3.0.0', 'same');
    expect(await push('3.0', 'same')).toBe(digest);
    const found = await ecrImages(client).byDigest(repositoryName, digest);
    expect(found?.tags.toSorted()).toEqual(['3.0', '3.0.0']);
  });

  scenario('a digest that is unknown is nothing', async () => {
    expect(await ecrImages(client).byDigest(repositoryName, `sha256:${'0'.repeat(64)}`)).toBeUndefined();
  });

  scenario('what was pushed is found by its time, with its tags', async () => {
    const digest = await push('5.0.0', 'found by time');
    const all = await ecrImages(client).pushedBetween(
      ...([repositoryName, '2000-01-01T00:00:00.000Z', '2100-01-01T00:00:00.000Z'] as const),
    );
    const found = all.find((image) => image.digest === digest);
    expect(found?.tags).toEqual(['5.0.0']);
    const pushedAt = found?.pushedAt ?? '';
    const before = await ecrImages(client).pushedBetween(repositoryName, '2000-01-01T00:00:00.000Z', pushedAt);
    expect(before.map((image) => image.digest)).not.toContain(digest);
  });

  scenario(
    'the same image under the same tag is not taken twice',
    async () => {
      await push('4.0.0', 'once');
      await expect(push('4.0.0', 'once')).rejects.toMatchObject({ name: 'ImageAlreadyExistsException' });
    },
    { ministack: 'it takes it' },
  );
});
