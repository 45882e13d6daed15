import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { accepts } from '../../src/host-endpoint.ts';

const script = fileURLToPath(new URL('support/doomed-cluster.ts', import.meta.url));

describe('the processes and files of pods', () => {
  it('go with the emulator, even when it is killed outright', async () => {
    const emulator = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(emulator.stdout, 'data');
    const [word, folder = ''] = String(line).trim().split(' ');
    const port = Number(word);
    expect(existsSync(folder)).toBe(true);
    expect(await accepts(port)).toBe(true);
    emulator.kill('SIGKILL');
    await once(emulator, 'exit');
    while (await accepts(port)) await new Promise((resolve) => setImmediate(resolve));
    expect(await accepts(port)).toBe(false);
    while (existsSync(folder)) await new Promise((resolve) => setImmediate(resolve));
    expect(existsSync(folder)).toBe(false);
  });
});
