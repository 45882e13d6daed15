import { createHash } from 'node:crypto';
import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  ImageAlreadyExistsException,
  ImageDigestDoesNotMatchException,
  ImageNotFoundException,
  ImageTagAlreadyExistsException,
  ListImagesCommand,
  PutImageCommand,
  ReferencedImagesNotFoundException,
  RepositoryAlreadyExistsException,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createEcr, type Ecr } from '../../src/ecr/service.ts';
import type { ServiceEvent } from '../../src/ports.ts';
import { testPlace } from '../support/place.ts';
import { type Served, serve } from '../support/serve.ts';

const imageType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';
const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

function program(version: string): string {
  const annotations = {
    'emulator.command': '["node","server.mjs"]',
    'emulator.env': JSON.stringify({ VERSION: version }),
    'emulator.workingDirectory': '/srv/orders',
    'emulator.folders': '{"/migrations":"/srv/orders/migrations"}',
  };
  return JSON.stringify({ schemaVersion: 2, mediaType: imageType, annotations });
}
function digestOf(manifest: string): string {
  return `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
}

let place: ReturnType<typeof testPlace>;
let ecr: Ecr;
let events: ServiceEvent[];
let served: Served;
let client: ECRClient;

beforeEach(async () => {
  place = testPlace();
  events = [];
  ecr = createEcr(place, { events: { publish: (event) => void events.push(event) } });
  served = await serve(place.clock, ecr.service);
  client = new ECRClient(served.config);
  await client.send(new CreateRepositoryCommand({ repositoryName: 'team/orders' }));
});

afterEach(async () => {
  client.destroy();
  await served.close();
});

function push(imageManifest: string, imageTag?: string, more: object = {}) {
  return client.send(new PutImageCommand({ repositoryName: 'team/orders', imageManifest, imageTag, ...more }));
}

describe('a push', () => {
  it('is stored under the digest of its manifest and tells the bus', async () => {
    const { image } = await push(program('1'), '1.0.0');
    expect(image).toMatchObject({
      registryId: '123456789012',
      repositoryName: 'team/orders',
      imageManifestMediaType: imageType,
    });
    expect(image?.imageId).toEqual({ imageDigest: digestOf(program('1')), imageTag: '1.0.0' });
    const detail = {
      result: 'SUCCESS',
      'repository-name': 'team/orders',
      'image-digest': digestOf(program('1')),
      'action-type': 'PUSH',
      'image-tag': '1.0.0',
      'manifest-media-type': imageType,
    };
    expect(events).toEqual([{ source: 'aws.ecr', detailType: 'ECR Image Action', resources: [], detail }]);
  });

  it('without a tag makes an event without image-tag', async () => {
    await push(program('1'));
    expect(events[0]?.detail).not.toHaveProperty('image-tag');
  });

  it('of what is there already is refused, and makes no event', async () => {
    await push(program('1'), '1.0.0');
    await expect(push(program('1'), '1.0.0')).rejects.toBeInstanceOf(ImageAlreadyExistsException);
    await expect(push(program('1'))).rejects.toBeInstanceOf(ImageAlreadyExistsException);
    expect(events).toHaveLength(1);
  });

  it('moves a tag in a mutable repository, and leaves the former image untagged', async () => {
    await push(program('1'), 'stable');
    await push(program('2'), 'stable');
    const { imageDetails } = await client.send(
      new DescribeImagesCommand({ repositoryName: 'team/orders', filter: { tagStatus: 'UNTAGGED' } }),
    );
    expect(imageDetails).toMatchObject([{ imageDigest: digestOf(program('1')) }]);
    expect(imageDetails?.[0]?.imageTags).toBeUndefined();
  });

  it('of another image under the same tag is refused where tags are immutable', async () => {
    const repositoryName = 'fixed';
    await client.send(new CreateRepositoryCommand({ repositoryName, imageTagMutability: 'IMMUTABLE' }));
    await push(program('1'), '1.0.0', { repositoryName });
    await expect(push(program('2'), '1.0.0', { repositoryName })).rejects.toBeInstanceOf(
      ImageTagAlreadyExistsException,
    );
    await expect(push(program('1'), '1.0.1', { repositoryName })).resolves.toBeDefined();
  });

  it('of an index needs its images first', async () => {
    const manifests = [{ digest: digestOf(program('arm')), platform: { os: 'linux', architecture: 'arm64' } }];
    const index = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests });
    await expect(push(index, '1.0.0')).rejects.toBeInstanceOf(ReferencedImagesNotFoundException);
    await push(program('arm'));
    await push(index, '1.0.0');
    expect(events.map(({ detail }) => (detail as Record<string, unknown>)['image-tag'])).toEqual([undefined, '1.0.0']);
  });

  it.each([
    ['no JSON', 'x', 'InvalidParameterException'],
    ['no schema version', '{"mediaType":"a"}', 'InvalidParameterException'],
    ['no media type', '{"schemaVersion":2}', 'InvalidParameterException'],
    [
      'a command that is no list',
      JSON.stringify({ schemaVersion: 2, mediaType: imageType, annotations: { 'emulator.command': '"node"' } }),
      'InvalidParameterException',
    ],
    [
      'a folder that has no absolute path',
      JSON.stringify({
        ...{ schemaVersion: 2, mediaType: imageType },
        annotations: { 'emulator.command': '["node"]', 'emulator.folders': '{"/migrations":"migrations"}' },
      }),
      'InvalidParameterException',
    ],
  ])('of a manifest with %s is refused', async (_case, manifest, name) => {
    await expect(push(manifest, '1.0.0')).rejects.toMatchObject({ name });
  });

  it('with the wrong digest, a bad tag or to an unknown repository is refused', async () => {
    const imageDigest = digestOf('other');
    await expect(push(program('1'), '1', { imageDigest })).rejects.toBeInstanceOf(ImageDigestDoesNotMatchException);
    await expect(push(program('1'), '-1')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const elsewhere = push(program('1'), '1', { repositoryName: 'none' });
    await expect(elsewhere).rejects.toBeInstanceOf(RepositoryNotFoundException);
  });
});

describe('looking', () => {
  const repositoryName = 'team/orders';

  it('finds an image by tag and by digest, with all its tags and the time of its push', async () => {
    await push(program('1'), '1.0.0');
    await place.clock.advance(60_000);
    await push(program('1'), 'stable');
    for (const imageId of [{ imageTag: 'stable' }, { imageDigest: digestOf(program('1')) }]) {
      const { imageDetails } = await client.send(new DescribeImagesCommand({ repositoryName, imageIds: [imageId] }));
      expect(imageDetails).toMatchObject([
        {
          imageDigest: digestOf(program('1')),
          imageTags: ['1.0.0', 'stable'],
          imagePushedAt: new Date('2026-01-05T09:00:00Z'),
        },
      ]);
    }
  });

  it('says what is missing', async () => {
    const command = new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: '9' }] });
    await expect(client.send(command)).rejects.toBeInstanceOf(ImageNotFoundException);
    await expect(client.send(command)).rejects.toThrow(
      "The image with imageId {imageDigest:'null', imageTag:'9'} does not exist within the repository with name 'team/orders'",
    );
    const elsewhere = new DescribeImagesCommand({ repositoryName: 'none' });
    await expect(client.send(elsewhere)).rejects.toBeInstanceOf(RepositoryNotFoundException);
  });

  it('pages through all images, and not through images that were named', async () => {
    for (const version of ['1', '2', '3']) await push(program(version), version);
    const first = await client.send(new DescribeImagesCommand({ repositoryName, maxResults: 2 }));
    const rest = await client.send(
      new DescribeImagesCommand({ repositoryName, maxResults: 2, nextToken: first.nextToken }),
    );
    const tags = [...(first.imageDetails ?? []), ...(rest.imageDetails ?? [])].flatMap(
      (image) => image.imageTags ?? [],
    );
    expect(tags.toSorted()).toEqual(['1', '2', '3']);
    expect(rest.nextToken).toBeUndefined();
    const both = new DescribeImagesCommand({ repositoryName, maxResults: 2, imageIds: [{ imageTag: '1' }] });
    await expect(client.send(both)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('pages through the tagged images alone, each with the time of its push', async () => {
    for (const tag of ['1', '2', undefined]) await push(program(tag ?? '3'), tag);
    const page = (nextToken?: string) =>
      client.send(
        new DescribeImagesCommand({ repositoryName, maxResults: 1, nextToken, filter: { tagStatus: 'TAGGED' } }),
      );
    const first = await page();
    const second = await page(first.nextToken);
    const images = [...(first.imageDetails ?? []), ...(second.imageDetails ?? [])];
    expect(images.map(({ imageTags }) => imageTags?.[0]).toSorted()).toEqual(['1', '2']);
    expect(images.every(({ imagePushedAt }) => imagePushedAt instanceof Date)).toBe(true);
    expect(second.nextToken).toBeUndefined();
  });

  it('lists one identifier for each tag', async () => {
    await push(program('1'), '1.0.0');
    await push(program('1'), 'stable');
    await push(program('2'));
    const { imageIds } = await client.send(new ListImagesCommand({ repositoryName }));
    expect(imageIds).toHaveLength(3);
    const tagged = await client.send(new ListImagesCommand({ repositoryName, filter: { tagStatus: 'TAGGED' } }));
    expect(tagged.imageIds?.map(({ imageTag }) => imageTag)).toEqual(['1.0.0', 'stable']);
  });

  it('gets manifests, with missing ones as failures', async () => {
    await push(program('1'), '1.0.0');
    const imageIds = [{ imageTag: '1.0.0' }, { imageTag: '9' }];
    const answer = await client.send(new BatchGetImageCommand({ repositoryName, imageIds }));
    expect(answer.images).toMatchObject([{ imageManifest: program('1') }]);
    expect(answer.failures).toEqual([
      { imageId: { imageTag: '9' }, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' },
    ]);
  });

  it('describes repositories, none of them twice', async () => {
    const { repositories } = await client.send(new DescribeRepositoriesCommand({}));
    expect(repositories).toMatchObject([
      { repositoryName, repositoryUri: `${host}/team/orders`, imageTagMutability: 'MUTABLE' },
    ]);
    const again = new CreateRepositoryCommand({ repositoryName });
    await expect(client.send(again)).rejects.toBeInstanceOf(RepositoryAlreadyExistsException);
  });
});

describe('a kubelet', () => {
  it('pulls by tag, by digest and by both, and gets the command', async () => {
    await push(program('1'), '1.0.0');
    const digest = digestOf(program('1'));
    const image = {
      repository: 'team/orders',
      digest,
      tags: ['1.0.0'],
      command: ['node', 'server.mjs'],
      env: { VERSION: '1' },
      workingDirectory: '/srv/orders',
      folders: { '/migrations': '/srv/orders/migrations' },
    };
    for (const suffix of [':1.0.0', `@${digest}`, `:moved@${digest}`]) {
      expect(ecr.registry.pull(`${host}/team/orders${suffix}`)).toEqual(image);
    }
  });

  it('gets nothing for other registries, unknown images and things that are no program', async () => {
    await push(program('1'), '1.0.0');
    await push(JSON.stringify({ schemaVersion: 2, mediaType: imageType, artifactType: 'signature' }), 'sig');
    expect(ecr.registry.pull('docker.io/team/orders:1.0.0')).toBeUndefined();
    expect(ecr.registry.pull(`${host}/team/orders:2`)).toBeUndefined();
    expect(ecr.registry.pull(`${host}/team/orders`)).toBeUndefined();
    expect(ecr.registry.pull(`${host}/team/orders:sig`)).toBeUndefined();
  });

  it('pulls through an index, past its attestations', async () => {
    const attestation = JSON.stringify({ schemaVersion: 2, mediaType: imageType, annotations: {} });
    await push(attestation);
    await push(program('x64'));
    const manifests = [
      { digest: digestOf(attestation), platform: { os: 'unknown', architecture: 'unknown' } },
      { digest: digestOf(program('x64')), platform: { os: 'linux', architecture: 'amd64' } },
    ];
    const index = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests });
    await push(index, '1.0.0');
    expect(ecr.registry.pull(`${host}/team/orders:1.0.0`)).toMatchObject({
      digest: digestOf(index),
      env: { VERSION: 'x64' },
    });
  });
});
