import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * Kills the process groups of pods when this process dies, even by SIGKILL: a shell reads their ids from a pipe, and the pipe
 * ends with us. It runs in a session of its own, so that Ctrl-C does not reach it first.
 */
export interface Reaper {
  watch(pid: number): void;
  forget(pid: number): void;
  close(): void;
}

const script = `
alive=' '
while read -r change pid; do
  if [ "$change" = + ]; then alive="$alive$pid "; else alive="\${alive%% $pid *} \${alive#* $pid }"; fi
done
for pid in $alive; do kill -s KILL -- "-$pid" 2>/dev/null; done
`;

/** A reaper that starts its shell with the first process it is given. */
export function createReaper(): Reaper {
  let shell: ChildProcessByStdio<Writable, null, null> | undefined;
  const tell = (line: string) => void shell?.stdin.write(`${line}\n`);
  return {
    watch(pid) {
      shell ??= startShell();
      tell(`+ ${pid}`);
    },
    forget: (pid) => tell(`- ${pid}`),
    close() {
      shell?.stdin.end();
      shell = undefined;
    },
  };
}

function startShell(): ChildProcessByStdio<Writable, null, null> {
  const shell = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, env: {} });
  shell.unref();
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref();
  return shell;
}
