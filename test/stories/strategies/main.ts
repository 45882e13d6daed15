/** Plays a story of every strategy and way to fail, one after the other, and prints what each measured. `npm run stories`. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { watchForInterruption } from '../../../cli/rehearse/interruption.ts';
import { catalog, type StoryName, titleOf } from './catalog.ts';
import { rowOf, tableLines } from './table.ts';
import { play, type Told } from './told.ts';

const usage = 'npm run stories -- [--only TEXT] [--jobs NUMBER] [--json FILE]';

function options(): { readonly only: string; readonly jobs: number; readonly json: string | undefined } {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      jobs: { type: 'string', default: '1' },
      json: { type: 'string' },
    },
  });
  if (!/^[1-9]$/.test(values.jobs)) throw new Error('--jobs wants a number from 1 to 9');
  return { only: values.only, jobs: Number(values.jobs), json: values.json };
}

function brokenChecks({ report }: Told): string[] {
  const checks = [...(report?.releases.flatMap((release) => release.checks) ?? []), ...(report?.checks ?? [])];
  return checks.filter(({ holds }) => !holds).map(({ claim, found }) => `    ✘ ${claim}. Found: ${found}`);
}

function progressLines(told: Told, count: number, of: number): string[] {
  const { isAsTold, ending, realSeconds } = rowOf(told);
  const line = `${isAsTold ? '✔' : '✘'} ${count}/${of} ${titleOf(told.name)}: ${ending ?? 'no end'} (${realSeconds} s)`;
  if (isAsTold) return [line];
  const broken = brokenChecks(told);
  return [line, ...(broken.length > 0 ? broken : [told.output.trim()])];
}

/** Plays them, so many at a time; stops beginning new ones when the signal aborts. */
async function playAll(stories: readonly StoryName[], jobs: number, signal: AbortSignal): Promise<readonly Told[]> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'tidegate-stories-'));
  const waiting = [...stories];
  const told: Told[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
      const one = await play(next, scratch, signal);
      told.push(one);
      for (const line of progressLines(one, told.length, stories.length)) console.log(line);
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, work));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return told.toSorted((a, b) => stories.indexOf(a.name) - stories.indexOf(b.name));
}

async function main(): Promise<number> {
  const { only, jobs, json } = options();
  const stories = catalog.filter((story) => titleOf(story).includes(only));
  if (stories.length === 0) throw new Error(`--only ${only} fits none of ${catalog.map(titleOf).join(', ')}`);
  const interruption = watchForInterruption(process);
  const begun = performance.now();
  const told = await playAll(stories, jobs, interruption.signal);
  interruption.stop();
  const rows = told.map(rowOf);
  if (json !== undefined) await writeFile(json, `${JSON.stringify({ rows, told }, null, 2)}\n`);
  for (const line of ['', ...tableLines(rows)]) console.log(line);
  const good = rows.filter(({ isAsTold }) => isAsTold).length;
  const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
  console.log(`\n${good} of ${stories.length} stories went as told, in ${minutes} min`);
  if (interruption.signal.aborted) return 130;
  return good === stories.length ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
  process.exitCode = 2;
}
