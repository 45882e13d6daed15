import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Api } from '../../api/api.ts';
import type { Pod, Volume, VolumeMount } from '../../objects/pod.ts';
import { writeAtomically } from './atomic-writer.ts';
import type { MappedPath } from './path-mapping.ts';
import { projectionOf } from './projection.ts';

/** What one pod has on its node's disk: its volumes, and its containers' messages. */
export interface PodFolder {
  /** Whether some volume shows a ConfigMap or a Secret, which may change. */
  readonly isProjected: boolean;
  /** Sets all volumes up, or brings what they show up to date. Throws MountError. */
  mount(): void;
  /** Where the container's mounts are on this host. */
  mounts(container: string, mounts: readonly VolumeMount[]): readonly MappedPath[];
  /** An absolute path for a file of one life of a container; its folder exists. */
  containerFile(container: string, name: string): string;
  remove(): void;
}

/** The folder of the pod below `root`; it is made when something is put into it. What a former kubelet left there stays. */
export function podFolder(root: () => string, api: Api, { metadata, spec }: Pod): PodFolder {
  const { uid, namespace = '' } = metadata;
  const volumes = spec.volumes ?? [];
  const place = (...names: readonly string[]) => join(root(), uid, ...names);
  let isFirst = true;
  let isMade = false;
  const madeFolder = (...names: readonly string[]) => {
    isMade = true;
    mkdirSync(place(...names), { recursive: true });
    return place(...names);
  };
  const subPath = (container: string, { name, subPath = '' }: VolumeMount, index: number) => {
    const source = place('volumes', name, subPath);
    const isShown = isProjectedVolume(volumes.find((volume) => volume.name === name)) && existsSync(source);
    if (!isShown) return madeFolder('volumes', name, subPath);
    const copy = join(madeFolder('subpaths', container), String(index));
    cpSync(source, copy, { recursive: true, dereference: true });
    return copy;
  };
  return {
    isProjected: volumes.some(isProjectedVolume),
    mount() {
      for (const volume of volumes) {
        const files = projectionOf(api, namespace, volume);
        if (isFirst && volume.emptyDir?.medium === 'Memory')
          rmSync(place('volumes', volume.name), { recursive: true, force: true });
        const folder = madeFolder('volumes', volume.name);
        if (files !== undefined) writeAtomically(folder, files);
      }
      isFirst = false;
    },
    mounts: (container, mounts) =>
      mounts.map((mount, index) => ({
        inside: mount.mountPath ?? '',
        onHost: mount.subPath === undefined ? place('volumes', mount.name) : subPath(container, mount, index),
      })),
    containerFile(container, name) {
      madeFolder('containers', container);
      return place('containers', container, name);
    },
    remove() {
      if (isMade) rmSync(place(), { recursive: true, force: true });
    },
  };
}

function isProjectedVolume(volume: Volume | undefined): boolean {
  return volume?.configMap !== undefined || volume?.secret !== undefined;
}
