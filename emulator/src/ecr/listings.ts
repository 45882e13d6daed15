import type {
  DescribeImagesRequest,
  DescribeImagesResponse,
  DescribeRepositoriesRequest,
  DescribeRepositoriesResponse,
  ImageDetail,
  ImageIdentifier,
  ListImagesRequest,
  ListImagesResponse,
  TagStatus,
} from '@aws-sdk/client-ecr';
import { pageOf } from '../page.ts';
import { ServiceError } from '../service.ts';
import { getImage } from './lookup.ts';
import { type Repositories, type Repository, type StoredImage, shownRepository, tagsOf } from './repositories.ts';

/** Pages hold 100 entries unless told otherwise, and at most 1,000; a request names at most 100. */
const pageSize = { usual: 100, most: 1_000 };
const namedAtMost = 100;

/** Described by id, or else all, in no useful order (by digest here): who wants the newest sorts by `imagePushedAt`. */
export function describeImages(repositories: Repositories, request: DescribeImagesRequest): DescribeImagesResponse {
  const repository = repositories.get(request.repositoryName, request.registryId);
  const { registryId } = repositories;
  if (request.imageIds) {
    refuseBoth('imageIds', request);
    if (request.imageIds.length > namedAtMost) throw invalid('imageIds', `has more than ${namedAtMost} members`);
    const images = request.imageIds.map((imageId) => getImage(repository, imageId, registryId));
    return { imageDetails: images.map((image) => detailOf(repository, image, registryId)) };
  }
  const wanted = [...repository.images.values()]
    .filter((image) => hasStatus(tagsOf(repository, image.digest), request.filter?.tagStatus))
    .toSorted((a, b) => (a.digest < b.digest ? -1 : 1));
  const { items, nextToken } = paged(wanted, request);
  return { imageDetails: items.map((image) => detailOf(repository, image, registryId)), nextToken };
}

/** One identifier for each tag of an image, or one without a tag for an untagged image. */
export function listImages(repositories: Repositories, request: ListImagesRequest): ListImagesResponse {
  const repository = repositories.get(request.repositoryName, request.registryId);
  const ids = [...repository.images.keys()].toSorted().flatMap((digest) => identifiersOf(repository, digest));
  const wanted = ids.filter((id) => hasStatus(id.imageTag ? [id.imageTag] : [], request.filter?.tagStatus));
  const { items, nextToken } = paged(wanted, request);
  return { imageIds: [...items], nextToken };
}

export function describeRepositories(
  repositories: Repositories,
  request: DescribeRepositoriesRequest,
): DescribeRepositoriesResponse {
  if (request.repositoryNames) refuseBoth('repositoryNames', request);
  const wanted =
    request.repositoryNames?.map((name) => repositories.get(name, request.registryId)) ?? repositories.list();
  const { items, nextToken } = paged(wanted, request);
  return { repositories: items.map((item) => shownRepository(item, repositories.registryId)), nextToken };
}

function detailOf(repository: Repository, image: StoredImage, registryId: string): ImageDetail {
  const tags = tagsOf(repository, image.digest);
  return {
    registryId,
    repositoryName: repository.name,
    imageDigest: image.digest,
    ...(tags.length > 0 ? { imageTags: tags } : {}),
    imageSizeInBytes: image.manifest.contentBytes || Buffer.byteLength(image.text),
    imagePushedAt: image.pushedAt,
    imageManifestMediaType: image.manifest.mediaType,
    artifactMediaType: image.manifest.artifactMediaType,
    imageStatus: 'ACTIVE',
  };
}

function identifiersOf(repository: Repository, digest: string): ImageIdentifier[] {
  const tags = tagsOf(repository, digest);
  if (tags.length === 0) return [{ imageDigest: digest }];
  return tags.map((imageTag) => ({ imageDigest: digest, imageTag }));
}

function hasStatus(tags: readonly string[], status: TagStatus | undefined): boolean {
  if (status === 'TAGGED') return tags.length > 0;
  return status === 'UNTAGGED' ? tags.length === 0 : true;
}

interface PageRequest {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

function paged<Item>(items: readonly Item[], request: PageRequest) {
  const size = request.maxResults ?? pageSize.usual;
  if (size < 1 || size > pageSize.most) throw invalid('maxResults', `must be 1 to ${pageSize.most}`);
  const page = pageOf(items, size, request.nextToken);
  if (!page) throw invalid('nextToken', 'is not a token of this list');
  return page;
}

function refuseBoth(name: string, request: PageRequest): void {
  if (request.maxResults !== undefined) throw invalid('maxResults', `cannot be used with ${name}`);
  if (request.nextToken !== undefined) throw invalid('nextToken', `cannot be used with ${name}`);
}

function invalid(parameter: string, reason: string): ServiceError {
  return new ServiceError('InvalidParameterException', `Invalid parameter at '${parameter}': it ${reason}.`);
}
