import type { Program, ProgramHost, StartProgram } from '../../ports.ts';
import type { ContainerLog } from './container-log.ts';
import type { Exit } from './container-process.ts';
import { expanded, withValues } from './environment.ts';
import type { MainOptions, MainProcess } from './main-process.ts';
import type { ProbeResult } from './probe.ts';
import { programEndpoint } from './program-endpoint.ts';

const killedExitCode = 128 + 9;
const terminatedExitCode = 128 + 15;

/** Runs the image's program in this process, without real time, sockets or child processes. */
export function startProgram(
  start: StartProgram,
  { node, command, label, log, rewrite, ...options }: MainOptions,
): MainProcess {
  const { promise: exited, resolve } = Promise.withResolvers<Exit>();
  const onError = (error: unknown) => writeLine(log, errorText(error));
  const endpoint = programEndpoint({ clock: node.clock, label, onError });
  let program: Program | undefined;
  let running = true;
  const exit = (exitCode: number) => {
    running = false;
    endpoint.close();
    resolve({ exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' });
  };
  const words = command.map((part) => rewrite(expanded(part, options.env)));
  const env = withValues(options.env, rewrite);
  const host = { env, command: words, clock: node.clock, exit, log: (line: string) => writeLine(log, line) };
  const opened = (started: Program) => {
    program = started;
    if (running) endpoint.open(started);
  };
  started(start, host).then(opened, (error: unknown) => {
    onError(error);
    exit(1);
  });
  return {
    exited,
    endpoint,
    exec: (further, signal) => execute(program, further, signal),
    kill: () => exit(killedExitCode),
    terminate() {
      if (program?.terminate === undefined) exit(terminatedExitCode);
      else program.terminate();
    },
  };
}

async function started(start: StartProgram, host: ProgramHost): Promise<Program> {
  return start(host);
}

async function execute(
  program: Program | undefined,
  command: readonly string[],
  signal: AbortSignal,
): Promise<ProbeResult> {
  if (program?.exec === undefined)
    return { ok: false, output: `exec: "${command[0] ?? ''}": executable file not found` };
  const exitCode = await Promise.race([program.exec(command), aborted(signal)]);
  if (exitCode === 0) return { ok: true };
  if (exitCode === 'timed out') return { ok: false, output: 'command timed out' };
  return { ok: false, output: `command exited with code ${exitCode}` };
}

function aborted(signal: AbortSignal): Promise<'timed out'> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve('timed out'), { once: true }));
}

function writeLine(log: ContainerLog, line: string): void {
  log.write(Buffer.from(`${line}\n`));
}

function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
