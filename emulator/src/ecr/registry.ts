import type { Image, ImageRegistry } from '../ports.ts';
import { findImage } from './lookup.ts';
import { runnableOf } from './manifest.ts';
import type { Programs } from './program-push.ts';
import { type Repositories, type Repository, type StoredImage, tagsOf } from './repositories.ts';

/** What a kubelet pulls from. An index resolves to its first image that is no attestation; a signature cannot be pulled. */
export function imageRegistry(repositories: Repositories, programs: Programs): ImageRegistry {
  return {
    pull: (reference) => {
      const { host = '', name = '', tag, digest } = partsOf(reference);
      const repository = host === repositories.host ? repositories.find(name) : undefined;
      const id = { imageTag: digest === undefined ? (tag ?? 'latest') : undefined, imageDigest: digest };
      const image = repository && findImage(repository, id);
      return image && pulled(repository, image, programs);
    },
  };
}

interface ReferenceParts {
  readonly host?: string;
  readonly name?: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** As Docker reads references: no tag means `latest`, and a digest outweighs a tag. */
function partsOf(reference: string): ReferenceParts {
  const pattern = /^(?<host>[^/]+)\/(?<name>[^:@]+)(?::(?<tag>[^@]+))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;
  return pattern.exec(reference)?.groups ?? {};
}

function pulled(repository: Repository, image: StoredImage, programs: Programs): Image | undefined {
  const child = image.manifest.children.find(({ isAttestation }) => !isAttestation);
  const chosen = child ? repository.images.get(child.digest) : image;
  const runnable = chosen && runnableOf(chosen.manifest);
  if (!runnable) return undefined;
  const { programName, ...rest } = runnable;
  const found = { repository: repository.name, digest: image.digest, tags: tagsOf(repository, image.digest), ...rest };
  if (programName === undefined) return found;
  const program = programs.get(programName);
  return program && { ...found, program };
}
