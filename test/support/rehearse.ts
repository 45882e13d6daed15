import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { RehearsalReport } from '../../src/contracts/report.ts';

export interface Rehearsed {
  readonly exitCode: number | null;
  readonly output: string;
  readonly report: z.infer<typeof RehearsalReport>;
}

/** A rehearsal that takes so long hangs: it is asked to end, so that it tells how far it came and nothing outlives the tests. */
const longestMs = 5 * 60_000;

const run = (args: readonly string[]): Promise<Omit<Rehearsed, 'report'>> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['cli/tidegate.mjs', 'rehearse', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: longestMs,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, output }));
  });

/** Rehearses a folder as a user would: the command as a process of its own, its report read from its file. */
export const rehearse = async (folder: string, ...options: readonly string[]): Promise<Rehearsed> => {
  const scratch = await mkdtemp(join(tmpdir(), 'tidegate-story-'));
  try {
    const file = join(scratch, 'report.json');
    const { exitCode, output } = await run([folder, '--json', file, ...options]);
    const text = await readFile(file, 'utf8').catch(() => {
      throw new Error(`no report was written; the command ended ${exitCode} and said:\n${output}`);
    });
    return { exitCode, output, report: RehearsalReport.parse(JSON.parse(text)) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};
