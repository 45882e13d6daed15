import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Projection } from './projection.ts';

const current = '..data';

/**
 * Makes the folder show exactly these files, all at one moment: they stand in a folder of their own, to which the link `..data` is
 * turned. See https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/volume/util/atomic_writer.go
 */
export function writeAtomically(folder: string, files: Projection): void {
  const former = linkAt(join(folder, current));
  if (former !== undefined && shows(join(folder, former), files)) return;
  const next = mkdtempSync(`${folder}/..`);
  for (const [path, content] of files) {
    mkdirSync(dirname(join(next, path)), { recursive: true });
    writeFileSync(join(next, path), content);
  }
  symlinkSync(basename(next), join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, current));
  linkNames(folder, new Set([...files.keys()].map(firstName)));
  if (former !== undefined) rmSync(join(folder, former), { recursive: true, force: true });
}

/** Each name at the top is a link into `..data`; names that are no longer shown go. */
function linkNames(folder: string, names: ReadonlySet<string>): void {
  const present = new Set(readdirSync(folder).filter((name) => !name.startsWith('..')));
  for (const name of names) if (!present.has(name)) symlinkSync(join(current, name), join(folder, name));
  for (const name of present) if (!names.has(name)) rmSync(join(folder, name));
}

function firstName(path: string): string {
  return path.split('/')[0] ?? path;
}

function shows(folder: string, files: Projection): boolean {
  const present = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  if (present.length !== files.size) return false;
  return [...files].every(([path, content]) => {
    const file = join(folder, path);
    return lstatSync(file, { throwIfNoEntry: false })?.isFile() === true && readFileSync(file).equals(content);
  });
}

function linkAt(path: string): string | undefined {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined ? undefined : readlinkSync(path);
}
