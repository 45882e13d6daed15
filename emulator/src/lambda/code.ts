import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { unzipSync } from 'fflate';
import type { FunctionSettings } from './definition.ts';

/** Unpacked deployment packages, in one temporary folder that `close` removes. */
export class CodeStore {
  #root: string | undefined;

  /** The folder with the function's code; a package is unpacked now, a directory is used as it is. */
  folderOf({ name, zipFile, directory }: FunctionSettings): string {
    if (directory !== undefined) return resolve(directory);
    this.#root ??= mkdtempSync(join(tmpdir(), 'emulated-lambda-'));
    const folder = mkdtempSync(join(this.#root, `${name}-`));
    for (const [path, content] of Object.entries(unzipSync(readFileSync(zipFile ?? '')))) {
      if (!path.endsWith('/')) writeInside(folder, path, content);
    }
    return folder;
  }

  close(): void {
    if (this.#root !== undefined) rmSync(this.#root, { recursive: true, force: true });
  }
}

function writeInside(folder: string, path: string, content: Uint8Array): void {
  const target = resolve(folder, path);
  if (!target.startsWith(folder + sep)) throw new Error(`the zip file has an entry outside of its folder: ${path}`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}
