import { createHash } from 'node:crypto';
import type { PutImageRequest } from '@aws-sdk/client-ecr';
import type { EventBus, Place } from '../ports.ts';
import { ServiceError } from '../service.ts';
import { readManifest, runnableOf } from './manifest.ts';
import type { Repositories, Repository, StoredImage } from './repositories.ts';

/**
 * Stores a manifest and tags it, then tells the default bus. A push that changes nothing is refused and makes no event.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html
 */
export function putImage(
  place: Place,
  repositories: Repositories,
  events: EventBus,
  request: PutImageRequest,
): StoredImage {
  const repository = repositories.get(request.repositoryName, request.registryId);
  const image = imageOf(place, request);
  checkReferences(repository, image);
  checkChange(repository, image, request.imageTag);
  if (!repository.images.has(image.digest)) repository.images.set(image.digest, image);
  if (request.imageTag !== undefined) repository.tags.set(request.imageTag, image.digest);
  events.publish(pushEventOf(repository, image, request.imageTag));
  return image;
}

function imageOf(place: Place, request: PutImageRequest): StoredImage {
  const text = request.imageManifest ?? '';
  const manifest = readManifest(text, request.imageManifestMediaType);
  runnableOf(manifest);
  if (request.imageTag !== undefined && !/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/.test(request.imageTag)) {
    throw new ServiceError('InvalidParameterException', `Invalid parameter at 'imageTag': '${request.imageTag}'.`);
  }
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  if (request.imageDigest !== undefined && request.imageDigest !== digest) {
    const message = `The digest '${request.imageDigest}' does not match the digest '${digest}' of the image manifest`;
    throw new ServiceError('ImageDigestDoesNotMatchException', message);
  }
  return { digest, text, manifest, pushedAt: new Date(place.clock.now()) };
}

function checkReferences(repository: Repository, image: StoredImage): void {
  const missing = image.manifest.children.find((child) => !repository.images.has(child.digest));
  if (!missing) return;
  const message = `The manifest list references the image '${missing.digest}', which is not in repository '${repository.name}'`;
  throw new ServiceError('ReferencedImagesNotFoundException', message);
}

function checkChange(repository: Repository, image: StoredImage, tag: string | undefined): void {
  const tagged = tag === undefined ? undefined : repository.tags.get(tag);
  const isKnown = tag === undefined ? repository.images.has(image.digest) : tagged === image.digest;
  if (isKnown) {
    const message = `Image with digest '${image.digest}' and tag '${tag ?? 'null'}' already exists in the repository with name '${repository.name}'`;
    throw new ServiceError('ImageAlreadyExistsException', message);
  }
  if (tagged !== undefined && repository.mutability === 'IMMUTABLE') {
    const message = `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the repository is immutable.`;
    throw new ServiceError('ImageTagAlreadyExistsException', message);
  }
}

/** An untagged push, as of one architecture or a signature, has no `image-tag`. https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html */
function pushEventOf(repository: Repository, image: StoredImage, tag: string | undefined) {
  const { mediaType, artifactMediaType } = image.manifest;
  return {
    source: 'aws.ecr',
    detailType: 'ECR Image Action',
    resources: [],
    detail: {
      result: 'SUCCESS',
      'repository-name': repository.name,
      'image-digest': image.digest,
      'action-type': 'PUSH',
      ...(tag === undefined ? {} : { 'image-tag': tag }),
      'manifest-media-type': mediaType,
      ...(artifactMediaType === undefined ? {} : { 'artifact-media-type': artifactMediaType }),
    },
  };
}
