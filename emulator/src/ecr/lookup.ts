import type { BatchGetImageRequest, BatchGetImageResponse, ImageFailure, ImageIdentifier } from '@aws-sdk/client-ecr';
import { ServiceError } from '../service.ts';
import type { Repositories, Repository, StoredImage } from './repositories.ts';

/** The image that an identifier names, by digest, by tag, or by both when they agree. */
export function findImage(repository: Repository, id: ImageIdentifier): StoredImage | undefined {
  const tagged = id.imageTag === undefined ? undefined : repository.tags.get(id.imageTag);
  if (id.imageTag !== undefined && tagged === undefined) return undefined;
  if (id.imageDigest !== undefined && tagged !== undefined && tagged !== id.imageDigest) return undefined;
  return repository.images.get(id.imageDigest ?? tagged ?? '');
}

/** Throws ImageNotFoundException, in AWS's words. */
export function getImage(repository: Repository, id: ImageIdentifier, registryId: string): StoredImage {
  const image = findImage(repository, id);
  if (image) return image;
  const named = `{imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'}`;
  const message = `The image with imageId ${named} does not exist within the repository with name '${repository.name}' in the registry with id '${registryId}'`;
  throw new ServiceError('ImageNotFoundException', message);
}

/** Answers manifests; images that are missing are failures in the answer, not an error. */
export function batchGetImage(repositories: Repositories, request: BatchGetImageRequest): BatchGetImageResponse {
  const repository = repositories.get(request.repositoryName, request.registryId);
  const found = (request.imageIds ?? []).map((imageId) => ({ imageId, image: findImage(repository, imageId) }));
  return {
    images: found.flatMap(({ imageId, image }) =>
      image ? [shownImage(repository, image, imageId.imageTag, repositories.registryId)] : [],
    ),
    failures: found.flatMap(({ imageId, image }) => (image ? [] : [failureOf(repository, imageId)])),
  };
}

/** A manifest in the API's shape. */
export function shownImage(repository: Repository, image: StoredImage, tag: string | undefined, registryId: string) {
  return {
    registryId,
    repositoryName: repository.name,
    imageId: { imageDigest: image.digest, ...(tag === undefined ? {} : { imageTag: tag }) },
    imageManifest: image.text,
    imageManifestMediaType: image.manifest.mediaType,
  };
}

function failureOf(repository: Repository, imageId: ImageIdentifier): ImageFailure {
  if (!(imageId.imageDigest || imageId.imageTag)) {
    return { imageId, failureCode: 'MissingDigestAndTag', failureReason: 'Image digest and tag are both missing' };
  }
  if (imageId.imageTag && repository.images.has(imageId.imageDigest ?? '') && repository.tags.has(imageId.imageTag)) {
    return { imageId, failureCode: 'ImageTagDoesNotMatchDigest', failureReason: 'Image tag does not match digest' };
  }
  return { imageId, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' };
}
