import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from '@jest/globals';

const main = join(import.meta.dirname, '../src/main.ts');
let emulator: ChildProcessWithoutNullStreams;
afterEach(() => void emulator.kill('SIGKILL'));

function run(...args: string[]): ChildProcessWithoutNullStreams {
  emulator = spawn(process.execPath, [main, ...args]);
  return emulator;
}

async function firstLine(): Promise<string> {
  const [line] = await once(createInterface(emulator.stdout), 'line');
  return String(line);
}

async function exitCode(): Promise<number> {
  const [code] = await once(emulator, 'exit');
  return Number(code);
}

describe('the emulator’s command', () => {
  it('says in one line of JSON where it listens, and ends on SIGTERM', async () => {
    run('--json', '--time-scale', '60');
    const ready = JSON.parse(await firstLine());
    expect(ready).toMatchObject({ endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), pid: emulator.pid });
    const clock = await fetch(`${ready.endpoint}/_emulator/clock`);
    expect(await clock.json()).toMatchObject({ timeScale: 60 });
    emulator.kill('SIGTERM');
    expect(await exitCode()).toBe(0);
  });

  it('ends with its parent when told to stay with it', async () => {
    run('--json', '--stay-with-parent');
    await firstLine();
    emulator.stdin.end();
    expect(await exitCode()).toBe(0);
  });

  it('tells people in words', async () => {
    run();
    expect(await firstLine()).toMatch(/^The emulated cloud is ready at http:/);
  });

  it('ends with a sentence when the template can’t be read', async () => {
    run('--template', '/nowhere/template.json');
    let errors = '';
    emulator.stderr.on('data', (text) => {
      errors += text;
    });
    expect(await exitCode()).toBe(1);
    expect(errors).toContain('/nowhere/template.json');
  });
});
