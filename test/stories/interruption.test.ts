import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { describeWithDatabase } from '../migrations/harness/describe-with-database.ts';
import { alive, descendantsOf } from '../support/processes.ts';

/** What takes so long hangs, and must not outlive the tests. */
const longestMs = 50_000;

/** Starts the rehearsal as npx does, and resolves when it has printed a line that matches. */
async function startUntil(
  line: RegExp,
  folder = 'test/stories/rehearsals/small',
): Promise<{ child: ChildProcess; pid: number; output: () => string }> {
  const child = spawn(process.execPath, ['cli/tidegate.mjs', 'rehearse', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longestMs,
  });
  let text = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (line.test(text)) resolve();
      });
    }
    child.once('exit', () => reject(new Error(`it ended early:\n${text}`)));
  });
  return { child, pid: child.pid ?? 0, output: () => text };
}

async function endOf(child: ChildProcess): Promise<unknown> {
  const [code] = await once(child, 'close');
  return code;
}

describe('a rehearsal that is interrupted', () => {
  it.each<[moment: string, line: RegExp]>([
    ['while the cloud is made', /Rehearsal of small/],
    ['while users come and a candidate starts', /admitted/],
    ['while a share bakes', /50 %/],
  ])('leaves no process behind and ends with 130: %s', async (_moment, line) => {
    const { child, pid, output } = await startUntil(line);
    const started = await descendantsOf(pid);
    child.kill('SIGINT');
    expect(await endOf(child)).toBe(130);
    expect(output()).toContain('Interrupted');
    expect(await alive([pid, ...started])).toEqual([]);
  });

  it('ends its cloud, functions and pods even when it is killed', async () => {
    const { child, pid } = await startUntil(/deployed/);
    const started = await descendantsOf(pid);
    expect(started.length).toBeGreaterThan(3);
    child.kill('SIGKILL');
    await endOf(child);
    await expect(noneAlive(started)).resolves.toBe(true);
  });
});

describeWithDatabase('a rehearsal with a database', () => {
  it.each(['SIGINT', 'SIGKILL'] as const)('ends its MariaDB too when it gets %s', async (signal) => {
    const { child, pid } = await startUntil(/MariaDB holds/, 'test/stories/rehearsals/migrations');
    const started = await descendantsOf(pid);
    expect(started.length).toBeGreaterThan(0);
    child.kill(signal);
    await endOf(child);
    await expect(noneAlive(started)).resolves.toBe(true);
  });
});

/** True as soon as none of the processes runs any more; false when some still do after a while. */
async function noneAlive(pids: readonly number[]): Promise<boolean> {
  const giveUpAt = Date.now() + longestMs;
  while ((await alive(pids)).length > 0) if (Date.now() > giveUpAt) return false;
  return true;
}
