import type { Policy } from '../contracts/policy.ts';
import type { Version } from '../contracts/release.ts';
import type { ReleaseRequest } from '../contracts/request.ts';
import { parseImage } from '../domain/image-name.ts';
import { versionOf } from '../domain/tags.ts';
import type { FoundImage, Images } from '../ports/images.ts';
import type { RunningWorkload } from '../ports/workload.ts';
import { Refusal } from './refusal.ts';

const released = async (digest: string, { image }: Policy, images: Images): Promise<FoundImage> => {
  const found = await images.byDigest(image.repository, digest);
  if (found === undefined) throw new Refusal(`${digest} is no longer in repository ${image.repository}`);
  return { digest: found.digest, image: found.image };
};

/** The image that a request asks for. */
export const wantedImage = async (request: ReleaseRequest, policy: Policy, images: Images): Promise<FoundImage> => {
  const { tag, digest, startedBy } = request;
  if (startedBy === 'fallback' && digest !== undefined) return released(digest, policy, images);
  const { repository } = policy.image;
  const found = await images.resolve(repository, tag);
  if (found === undefined) throw new Refusal(`tag ${tag} does not exist in repository ${repository}`);
  if (digest !== undefined && digest !== found.digest)
    throw new Refusal(`tag ${tag} was moved to another image since this push: the later push has a release of its own`);
  return found;
};

/** The version that runs, by what Tidegate left, by its tag, or by the tags that its digest has. */
export const versionRunning = async (
  { image, version }: RunningWorkload,
  { image: { repository } }: Policy,
  images: Images,
): Promise<Version> => {
  const { tag, digest } = parseImage(image);
  const known = digest ?? (tag === undefined ? undefined : (await images.resolve(repository, tag))?.digest);
  if (known === undefined)
    throw new Refusal(`what runs now (${image}) is not in repository ${repository}: there would be no way back`);
  return {
    digest: known,
    version: version ?? tag ?? versionOf((await images.byDigest(repository, known))?.tags ?? []) ?? 'unknown',
  };
};
