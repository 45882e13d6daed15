import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { RehearsalReport } from '../../../src/contracts/report.ts';
import { folderOf, type StoryName, titleOf } from './catalog.ts';

/** A story that was played; without a report when the command ended before its story began. */
export interface Told {
  readonly name: StoryName;
  readonly exitCode: number | null;
  readonly realSeconds: number;
  readonly report: RehearsalReport | undefined;
  /** What the command said. */
  readonly output: string;
}

/** Plays a story by the command, as a user would. When the signal aborts, the command is asked to end, and is waited for. */
export async function play(name: StoryName, scratch: string, signal: AbortSignal): Promise<Told> {
  const begun = performance.now();
  const file = path.join(scratch, `${titleOf(name).replace('/', '-')}.json`);
  const args = ['rehearse', folderOf(name), '--story', name.story, '--json', file, '--quiet'];
  const child = spawn(process.execPath, ['cli/tidegate.mjs', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => void child.kill('SIGINT');
  signal.addEventListener('abort', end, { once: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  signal.removeEventListener('abort', end);
  const report = await reportIn(file);
  return { name, exitCode, realSeconds: (performance.now() - begun) / 1_000, report, output };
}

async function reportIn(file: string): Promise<RehearsalReport | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : RehearsalReport.parse(JSON.parse(text));
}
