/** Bundles each function alone into dist/<name>.zip, the artifacts that serverless.yml names, and the migrator into dist/migrator, its image's files. */
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { zipSync } from 'fflate';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
/** Zip files carry dates; one fixed date makes equal code equal bytes. */
const epoch = new Date('2020-01-01T00:00:00Z');

const bundle = async (name: string): Promise<Uint8Array> => {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, 'functions', `${name}.ts`)],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    outfile: 'index.js',
    logLevel: 'warning',
  });
  await writeFile(join(dist, `${name}.meta.json`), JSON.stringify(metafile));
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`esbuild made nothing of ${name}`);
  return file.contents;
};

const kib = (bytes: number): string => `${Math.round(bytes / 1024)} KiB`.padStart(9);

const artifact = async (name: string): Promise<readonly string[]> => {
  const code = await bundle(name);
  const zip = zipSync({ 'index.js': [code, { mtime: epoch, level: 6 }] });
  await writeFile(join(dist, `${name}.zip`), zip);
  console.log(`${name.padEnd(20)} ${kib(code.length)} bundled ${kib(zip.length)} zipped`);
  return [`${name}.zip`, `${name}.meta.json`];
};

/** CommonJS packages in a module's bundle ask for Node's own modules by `require`. */
const requireForPackages =
  "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);";

const migrator = async (): Promise<readonly string[]> => {
  const folder = join(dist, 'migrator');
  const { metafile } = await build({
    entryPoints: [join(root, 'migrator', 'main.ts')],
    bundle: true,
    metafile: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: requireForPackages },
    legalComments: 'none',
    outfile: join(folder, 'index.mjs'),
    logLevel: 'warning',
  });
  await copyFile(join(root, 'migrator', 'online', 'rendezvous.pm'), join(folder, 'rendezvous.pm'));
  for (const { bytes } of Object.values(metafile.outputs))
    console.log(`${'migrator'.padEnd(20)} ${kib(bytes)} bundled`);
  return ['migrator'];
};

await mkdir(dist, { recursive: true });
const names = (await readdir(join(root, 'functions'))).map((file) => basename(file, '.ts')).sort();
const made = (await Promise.all([...names.map(artifact), migrator()])).flat();
const stale = (await readdir(dist)).filter((file) => !made.includes(file));
for (const file of stale) await rm(join(dist, file), { recursive: true });
