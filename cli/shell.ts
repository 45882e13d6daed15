import type { WriteStream } from 'node:tty';
import type { ExitCode } from './exit.ts';
import { createTerminal, type Terminal } from './terminal.ts';

/** What a command may touch of the process it runs in. */
export interface Shell {
  readonly out: Terminal;
  readonly err: Terminal;
  /** Says how the process ends; the worst of several wins. */
  exitWith(code: ExitCode): void;
}

/** The shell of a real process. */
export function createShell(host: NodeJS.Process): Shell {
  const terminal = (stream: NodeJS.WriteStream) => createTerminal({ stream: stream as WriteStream, env: host.env });
  return {
    out: terminal(host.stdout),
    err: terminal(host.stderr),
    exitWith(code) {
      host.exitCode = Math.max(Number(host.exitCode ?? 0), code);
    },
  };
}
