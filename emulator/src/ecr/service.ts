import type {
  BatchGetImageRequest,
  CreateRepositoryRequest,
  DescribeImagesRequest,
  DescribeRepositoriesRequest,
  ListImagesRequest,
  PutImageRequest,
} from '@aws-sdk/client-ecr';
import * as sdk from '@aws-sdk/client-ecr';
import type { EventBus, ImageRegistry, Place, StartProgram } from '../ports.ts';
import type { AwsService } from '../service.ts';
import { describeImages, describeRepositories, listImages } from './listings.ts';
import { batchGetImage, shownImage } from './lookup.ts';
import { type ProgramImage, programManifest } from './program-push.ts';
import { putImage } from './push.ts';
import { imageRegistry } from './registry.ts';
import { Repositories, shownRepository } from './repositories.ts';

export interface Ecr {
  readonly service: AwsService;
  readonly registry: ImageRegistry;
  /** Creates a repository as a template declares it, and answers its URI. */
  createRepository(name: string, mutability?: 'MUTABLE' | 'IMMUTABLE'): string;
  /** Pushes an image that is a program of this process, as PutImage would, and answers its digest. */
  pushProgram(image: ProgramImage): string;
}

/** The account's private image registry. An image is a manifest whose annotations tell which command it runs. */
export function createEcr(place: Place, { events }: { readonly events: EventBus }): Ecr {
  const repositories = new Repositories(place);
  const programs = new Map<string, StartProgram>();
  return {
    service: { signingName: 'ecr', sdk, operations: operationsOf(place, repositories, events) },
    registry: imageRegistry(repositories, programs),
    createRepository: (repositoryName, imageTagMutability) =>
      repositories.create({ repositoryName, imageTagMutability }).uri,
    pushProgram(image) {
      programs.set(image.name, image.program);
      const imageManifest = programManifest(image);
      const { repositoryName, tag: imageTag } = image;
      return putImage(place, repositories, events, { repositoryName, imageManifest, imageTag }).digest;
    },
  };
}

function operationsOf(place: Place, repositories: Repositories, events: EventBus): AwsService['operations'] {
  const { registryId } = repositories;
  return {
    CreateRepository: (input: CreateRepositoryRequest) => ({
      repository: shownRepository(repositories.create(input), registryId),
    }),
    DescribeRepositories: (input: DescribeRepositoriesRequest) => describeRepositories(repositories, input),
    PutImage: (input: PutImageRequest) => {
      const image = putImage(place, repositories, events, input);
      const repository = repositories.get(input.repositoryName, input.registryId);
      return { image: shownImage(repository, image, input.imageTag, registryId) };
    },
    DescribeImages: (input: DescribeImagesRequest) => describeImages(repositories, input),
    BatchGetImage: (input: BatchGetImageRequest) => batchGetImage(repositories, input),
    ListImages: (input: ListImagesRequest) => listImages(repositories, input),
  };
}
