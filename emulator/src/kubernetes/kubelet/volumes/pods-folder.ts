import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reaper } from '../reaper.ts';

/** The temporary folder that has the folders of all pods of a cluster. */
export interface PodsFolder {
  /** Makes it when it is first asked for. */
  readonly path: () => string;
  remove(): void;
}

/** A folder that goes with this process, by the reaper if need be. */
export function createPodsFolder(reaper: Reaper): PodsFolder {
  let made: string | undefined;
  const make = () => {
    const path = mkdtempSync(join(tmpdir(), 'emulator-pods-'));
    reaper.watchFolder(path);
    return path;
  };
  return {
    path: () => {
      made ??= make();
      return made;
    },
    remove() {
      if (made !== undefined) rmSync(made, { recursive: true, force: true });
    },
  };
}
