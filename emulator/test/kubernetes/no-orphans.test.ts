import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { accepts } from '../../src/host-endpoint.ts';

const script = fileURLToPath(new URL('support/doomed-cluster.ts', import.meta.url));

describe('the processes of pods', () => {
  it('die with the emulator, even when it is killed outright', async () => {
    const emulator = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(emulator.stdout, 'data');
    const port = Number(String(line).trim());
    expect(await accepts(port)).toBe(true);
    emulator.kill('SIGKILL');
    await once(emulator, 'exit');
    while (await accepts(port)) await new Promise((resolve) => setImmediate(resolve));
    expect(await accepts(port)).toBe(false);
  });
});
