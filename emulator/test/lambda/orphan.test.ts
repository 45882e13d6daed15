import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('lets no function outlive an emulator that is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'orphan-test-'));
  writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => process.pid;');
  const emulator = spawn(process.execPath, [join(import.meta.dirname, 'abandoned.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: emulator.stdout }), 'line')) as [string];
  expect(lives(Number(line))).toBe(true);
  emulator.kill('SIGKILL');
  while (lives(Number(line))) await sleep(5);
  rmSync(folder, { recursive: true });
});
