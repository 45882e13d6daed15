import { stat } from 'node:fs/promises';
import path from 'node:path';
import { CreateRepositoryCommand, type ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import type { Image } from '../../../src/contracts/rehearsal/world.ts';
import type { Rehearsal } from '../../../src/contracts/rehearsal.ts';
import { BadInput } from '../../exit.ts';

/** The registry of a rehearsal: pushes what `images` describes. */
export interface ImageShelf {
  /** Pushes `repository:tag`, under its tag or with none. */
  push(name: string, tagged: boolean): Promise<void>;
  /** The tag that an image was described by; undefined for what was never pushed. Takes a digest or a full image name. */
  tagOf(reference: string): string | undefined;
  /** The full name a pod would use for `repository:tag`. */
  pullName(name: string): string;
}

/** What images are made of: their descriptions, and the environment that all of them get. */
export interface ImageSource {
  readonly images: Rehearsal['images'];
  readonly env: Readonly<Record<string, string>>;
}

/** Creates all repositories that `images` names. `folder` is where their commands run. */
export async function createImageShelf(ecr: ECRClient, folder: string, source: ImageSource): Promise<ImageShelf> {
  const { images } = source;
  const uris = new Map<string, string>();
  const tags = new Map<string, string>();
  for (const [name, image] of Object.entries(images)) await requireFolders(name, image, folder);
  for (const repositoryName of new Set(Object.keys(images).map((name) => partsOf(name).repository))) {
    const { repository } = await ecr.send(new CreateRepositoryCommand({ repositoryName }));
    uris.set(repositoryName, repository?.repositoryUri ?? repositoryName);
  }
  return {
    async push(name, tagged) {
      const { repository, tag } = partsOf(name);
      const { image } = await ecr.send(
        new PutImageCommand({
          repositoryName: repository,
          imageManifest: manifest(name, folder, source),
          ...(tagged ? { imageTag: tag } : {}),
        }),
      );
      tags.set(image?.imageId?.imageDigest ?? '', tag);
    },
    tagOf: (reference) => tags.get(/sha256:[0-9a-f]{64}/.exec(reference)?.[0] ?? '') ?? taggedPart(reference),
    pullName: (name) => `${uris.get(partsOf(name).repository)}:${partsOf(name).tag}`,
  };
}

function taggedPart(reference: string): string | undefined {
  return /:([\w.-]+)$/.exec(reference)?.[1];
}

function partsOf(name: string): { repository: string; tag: string } {
  const [repository = '', tag = ''] = name.split(':');
  return { repository, tag };
}

/** An OCI manifest whose annotations say which program the image is; nothing is built and no layer exists. */
function manifest(name: string, folder: string, { images, env }: ImageSource): string {
  const image = images[name];
  if (!image) throw new Error(`images does not describe ${name}`);
  const empty = { mediaType: 'application/vnd.oci.empty.v1+json', digest: emptyJsonDigest, size: 2 };
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { ...empty, mediaType: 'application/vnd.oci.image.config.v1+json' },
    layers: [empty],
    annotations: {
      'org.opencontainers.image.ref.name': name,
      'emulator.command': JSON.stringify(image.command),
      'emulator.env': JSON.stringify({ ...env, ...image.env }),
      'emulator.workingDirectory': path.resolve(folder, image.workingDirectory ?? '.'),
      'emulator.folders': JSON.stringify(foldersIn(image, folder)),
    },
  });
}

function foldersIn({ folders }: Image, folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(folders).map(([inside, below]) => [inside, path.resolve(folder, below)]));
}

async function requireFolders(name: string, { folders }: Image, folder: string): Promise<void> {
  for (const [inside, below] of Object.entries(folders)) {
    const found = await stat(path.resolve(folder, below)).catch(() => undefined);
    if (found?.isDirectory()) continue;
    throw new BadInput(
      `images.${name}.folders.${inside}: ${below} is no folder in ${folder}; create it or leave it out`,
    );
  }
}

/** @see https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidance-for-an-empty-descriptor */
const emptyJsonDigest = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
