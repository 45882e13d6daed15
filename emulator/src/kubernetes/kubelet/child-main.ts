import { spawn } from 'node:child_process';
import { hostEndpoint } from '../../host-endpoint.ts';
import { endedSoon, listening, longestStart, longestTask, startProcess } from './container-process.ts';
import { expanded, withValues } from './environment.ts';
import { freeHostPort } from './host-port.ts';
import type { MainOptions, MainProcess } from './main-process.ts';
import type { ProbeResult } from './probe.ts';

/** Runs the image's command as a child process; emulated time runs at 1x until it first accepts a connection or ends. */
export async function startChild({
  node,
  image,
  command,
  label,
  log,
  rewrite,
  isTask,
  ...options
}: MainOptions): Promise<MainProcess> {
  const { clock, reaper } = node;
  const { workingDirectory } = image;
  const done = clock.busy();
  const port = await freeHostPort();
  const known = { ...options.env, PORT: String(port), HOST: '127.0.0.1' };
  const env = withValues(known, rewrite);
  const child = startProcess({
    command: command.map((part) => rewrite(expanded(part, known))),
    env,
    workingDirectory,
    reaper,
    onOutput: (chunk) => log.write(chunk),
  });
  const work = isTask ? longestTask : longestStart;
  void listening(port, child.exited, work).then(done);
  return {
    exited: child.exited,
    endpoint: hostEndpoint(port, label),
    exec: (words, signal) => execute(words.map(rewrite), env, workingDirectory, signal).finally(clock.busy()),
    kill: child.kill,
    terminate() {
      const ended = clock.busy();
      child.terminate();
      void endedSoon(child.exited).then(ended);
    },
  };
}

function execute(
  [file = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string | undefined,
  signal: AbortSignal,
): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env['PATH'] ?? '', ...env }, cwd, signal, stdio: 'ignore' } as const;
    const child = spawn(file, args, options);
    child.once('error', (error) => resolve({ ok: false, output: error.message }));
    child.once('exit', (code) => {
      resolve(code === 0 ? { ok: true } : { ok: false, output: `command exited with code ${code}` });
    });
  });
}
