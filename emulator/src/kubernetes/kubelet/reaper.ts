import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * Kills the process groups of pods and removes their folder when this process dies, even by SIGKILL: a shell reads of them from a
 * pipe, and the pipe ends with us. It runs in a session of its own, so that Ctrl-C does not reach it first.
 */
export interface Reaper {
  watch(pid: number): void;
  watchFolder(path: string): void;
  forget(pid: number): void;
  close(): void;
}

const script = `
alive=' '
folder=
while read -r change pid; do
  case $change in
    +) alive="$alive$pid " ;;
    -) alive="\${alive%% $pid *} \${alive#* $pid }" ;;
    /) folder=$pid ;;
  esac
done
for pid in $alive; do kill -s KILL -- "-$pid" 2>/dev/null; done
[ -z "$folder" ] || rm -rf -- "$folder"
`;

/** A reaper that starts its shell with the first process it is given. */
export function createReaper(): Reaper {
  let shell: ChildProcessByStdio<Writable, null, null> | undefined;
  const start = () => {
    shell ??= startShell();
  };
  const tell = (line: string) => void shell?.stdin.write(`${line}\n`);
  return {
    watch(pid) {
      start();
      tell(`+ ${pid}`);
    },
    watchFolder(path) {
      start();
      tell(`/ ${path}`);
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
