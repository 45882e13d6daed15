import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Json } from './template.ts';
import { isObject } from './template.ts';
import { TemplateError } from './template-error.ts';

/** The zip of a function on this machine: the file in `folder` that has the base name of the template's S3Key. */
export function artifactPath(code: Json | undefined, folder: string | undefined, where: string): string {
  const key = isObject(code) ? code['S3Key'] : undefined;
  if (typeof key !== 'string') throw new TemplateError(where, 'Code.S3Key is required: inline code is not modelled');
  if (folder === undefined)
    throw new TemplateError(where, `${basename(key)} is needed; say in which folder artifacts are`);
  const path = join(folder, basename(key));
  if (!existsSync(path)) throw new TemplateError(where, `there is no ${path}; build the functions first`);
  return path;
}
