import type { CreateRepositoryRequest, ImageTagMutability, Repository as ShownRepository } from '@aws-sdk/client-ecr';
import type { Place } from '../ports.ts';
import { ServiceError } from '../service.ts';
import type { Manifest } from './manifest.ts';

/** One manifest of a repository, under its digest `sha256:<64 hex digits>`. */
export interface StoredImage {
  readonly digest: string;
  readonly text: string;
  readonly manifest: Manifest;
  readonly pushedAt: Date;
}

export interface Repository {
  readonly name: string;
  readonly arn: string;
  readonly uri: string;
  readonly createdAt: Date;
  readonly mutability: ImageTagMutability;
  readonly images: Map<string, StoredImage>;
  /** Tag to digest. */
  readonly tags: Map<string, string>;
}

/** Repository names. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const namePattern = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

/** The account's private registry. */
export class Repositories {
  readonly #place: Place;
  readonly #repositories = new Map<string, Repository>();

  constructor(place: Place) {
    this.#place = place;
  }

  create(request: CreateRepositoryRequest): Repository {
    const name = request.repositoryName ?? '';
    if (name.length < 2 || name.length > 256 || !namePattern.test(name)) {
      throw new ServiceError('InvalidParameterException', `Invalid parameter at 'repositoryName': '${name}'.`);
    }
    if (this.#repositories.has(name)) {
      const message = `The repository with name '${name}' already exists in the registry with id '${this.registryId}'`;
      throw new ServiceError('RepositoryAlreadyExistsException', message);
    }
    const repository: Repository = {
      name,
      arn: `arn:aws:ecr:${this.#place.region}:${this.registryId}:repository/${name}`,
      uri: `${this.host}/${name}`,
      createdAt: new Date(this.#place.clock.now()),
      mutability: mutabilityOf(request.imageTagMutability),
      images: new Map(),
      tags: new Map(),
    };
    this.#repositories.set(name, repository);
    return repository;
  }

  /** Throws RepositoryNotFoundException, also for another account's registry. */
  get(name: string | undefined, registryId: string | undefined): Repository {
    const repository = registryId === undefined || registryId === this.registryId ? this.find(name ?? '') : undefined;
    if (repository) return repository;
    const registry = registryId ?? this.registryId;
    const message = `The repository with name '${name}' does not exist in the registry with id '${registry}'`;
    throw new ServiceError('RepositoryNotFoundException', message);
  }

  find(name: string): Repository | undefined {
    return this.#repositories.get(name);
  }

  list(): readonly Repository[] {
    return [...this.#repositories.values()];
  }

  get registryId(): string {
    return this.#place.accountId;
  }

  /** The registry's host name, with which image references begin. */
  get host(): string {
    return `${this.#place.accountId}.dkr.ecr.${this.#place.region}.amazonaws.com`;
  }
}

/** A repository in the API's shape. */
export function shownRepository(repository: Repository, registryId: string): ShownRepository {
  return {
    repositoryArn: repository.arn,
    registryId,
    repositoryName: repository.name,
    repositoryUri: repository.uri,
    createdAt: repository.createdAt,
    imageTagMutability: repository.mutability,
    imageScanningConfiguration: { scanOnPush: false },
    encryptionConfiguration: { encryptionType: 'AES256' },
  };
}

/** The tags of one image, in the order in which they were first pushed. */
export function tagsOf(repository: Repository, digest: string): string[] {
  return [...repository.tags].filter(([, tagged]) => tagged === digest).map(([tag]) => tag);
}

function mutabilityOf(mutability: ImageTagMutability | undefined): ImageTagMutability {
  if (mutability === undefined || mutability === 'MUTABLE' || mutability === 'IMMUTABLE')
    return mutability ?? 'MUTABLE';
  throw new ServiceError(
    'NotImplemented',
    `The emulator has no tag mutability ${mutability}: use MUTABLE or IMMUTABLE.`,
    501,
  );
}
