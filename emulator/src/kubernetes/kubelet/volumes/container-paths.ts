import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Image } from '../../../ports.ts';
import type { Container } from '../../objects/pod.ts';
import { type MappedPath, pathMapping } from './path-mapping.ts';
import type { PodFolder } from './pod-folder.ts';

/** What stands behind the paths that one life of a container knows. */
export interface ContainerPaths {
  /** The text with the container's paths as this host knows them. */
  readonly rewrite: (text: string) => string;
  /** Where its termination message is looked for; undefined when nothing told it where to write one. */
  readonly messageFile: string | undefined;
}

export interface ContainerPathsOptions {
  readonly folder: PodFolder;
  readonly container: Container;
  readonly image: Image;
  /** Tells this life of the container from its others. */
  readonly life: number;
  /** All that the container is told: words of its command, values of its environment. */
  readonly told: readonly string[];
}

/**
 * The mounts, the termination message and the image's folders of a container, in place of a mount namespace. Its message file is empty
 * at first; below a mount it is a file of the volume.
 */
export function containerPaths({ folder, container, image, life, told }: ContainerPathsOptions): ContainerPaths {
  const mounts = folder.mounts(container.name, container.volumeMounts ?? []);
  const images = Object.entries(image.folders ?? {}).map(([inside, onHost]) => ({ inside, onHost }));
  const path = container.terminationMessagePath ?? '';
  const isTold = path !== '' && told.some((text) => text.includes(path));
  const mounted = mountedFile(path, mounts);
  const messageFile = mounted ?? (isTold ? folder.containerFile(container.name, `message-${life}`) : undefined);
  if (messageFile !== undefined) makeEmpty(messageFile);
  const message = messageFile === undefined ? [] : [{ inside: path, onHost: messageFile }];
  return { rewrite: pathMapping([...message, ...mounts, ...images]), messageFile };
}

function makeEmpty(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
}

function mountedFile(path: string, mounts: readonly MappedPath[]): string | undefined {
  const fitting = mounts.filter(({ inside }) => path.startsWith(`${inside.replace(/\/+$/, '')}/`));
  const [nearest] = fitting.toSorted((one, other) => other.inside.length - one.inside.length);
  return nearest === undefined ? undefined : join(nearest.onHost, path.slice(nearest.inside.length));
}
