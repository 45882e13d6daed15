/** Prints, for each bundled function, its size and how long a fresh process takes to load it (median of --runs, in one interleaved run). */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { unzipSync } from 'fflate';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '15' }, json: { type: 'boolean', default: false } },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) {
  console.error('--runs wants a whole number of at least 1');
  process.exit(2);
}
const dist = join(import.meta.dirname, '../dist');
const measuring =
  'const t=process.hrtime.bigint();require(process.argv[1]);console.log(Number(process.hrtime.bigint()-t)/1e6)';
const environment = { ...process.env, TIDEGATE_TABLE: 'bench', RELEASE_MACHINE_ARN: 'bench', AWS_REGION: 'eu-west-1' };

const loadMs = (file: string): number => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', measuring, file], {
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${file} can't be loaded: ${stderr}`);
  return Number(stdout);
};

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const folder = await mkdtemp(join(tmpdir(), 'tidegate-bench-'));
try {
  const names = (await readdir(dist)).filter((file) => file.endsWith('.zip')).map((file) => basename(file, '.zip'));
  if (names.length === 0) throw new Error('dist/ holds no function: run `npm run build` first');
  const bytes = new Map<string, number>();
  for (const name of names) {
    const code = unzipSync(await readFile(join(dist, `${name}.zip`)))['index.js'] ?? new Uint8Array();
    bytes.set(name, code.length);
    await writeFile(join(folder, `${name}.cjs`), code);
  }
  const rounds = Array.from({ length: runs }, () => names.map((name) => loadMs(join(folder, `${name}.cjs`))));
  const rows = names.map((name, i) => ({
    name,
    kib: Math.round((bytes.get(name) ?? 0) / 1024),
    loadMs: median(rounds.map((round) => round[i] ?? 0)),
  }));
  if (values.json) console.log(JSON.stringify(rows, null, 2));
  else
    for (const row of rows)
      console.log(`${row.name.padEnd(20)} ${`${row.kib} KiB`.padStart(9)} ${row.loadMs.toFixed(0).padStart(5)} ms`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
