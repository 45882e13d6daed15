import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

/** One change of one source file. */
export interface Patch {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Fails loudly when the text is not there exactly once: the product has changed, and the patch must follow it. */
const applied = (text: string, { file, find, replace }: Patch): string => {
  const found = text.split(find).length - 1;
  if (found !== 1) throw new Error(`${file} has ${found} times: ${find}`);
  return text.replace(find, () => replace);
};

/** The text of a file with all patches of it. */
export const patched = (file: string, text: string, patches: readonly Patch[]): string =>
  patches.filter((patch) => patch.file === file).reduce(applied, text);

/** From now on, modules are loaded with these patches. Call it before anything imports them. */
export const patchModules = (patches: readonly Patch[]): void => {
  const files = new Map(patches.map(({ file }) => [pathToFileURL(file).href, file]));
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const file = files.get(url);
      if (file === undefined || loaded.source === undefined || loaded.source === null) return loaded;
      const text = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
      return { ...loaded, source: patched(file, text, patches) };
    },
  });
};
