import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CreateBucketCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { BadInput } from '../../exit.ts';
import type { RehearsalFolder } from '../folder.ts';
import type { ImageShelf } from './images.ts';

/** Creates the bucket of the policy's `manifests`; the shelf then does as CI does: a tag's manifests first, then its image. */
export async function withRenderedManifests(
  shelf: ImageShelf,
  s3: S3Client,
  { folder, policy, rehearsal }: RehearsalFolder,
): Promise<ImageShelf> {
  if (policy.manifests === undefined) return shelf;
  const { bucket: Bucket, key } = policy.manifests;
  const bodies = new Map<string, string>();
  for (const [tag, file] of Object.entries(rehearsal.manifests))
    bodies.set(`${policy.image.repository}:${tag}`, await textOf(path.resolve(folder, file), tag));
  await s3.send(new CreateBucketCommand({ Bucket }));
  return {
    ...shelf,
    async push(name, tagged) {
      const Body = bodies.get(name);
      const Key = key.replaceAll('{tag}', () => name.slice(name.lastIndexOf(':') + 1));
      if (Body !== undefined) await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      await shelf.push(name, tagged);
    },
  };
}

async function textOf(file: string, tag: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BadInput(`manifests.${tag}: ${file} cannot be read (${error.code})`);
  });
}
