import { spawn } from 'node:child_process';

/** The server may still write for a moment: what it wrote goes with the second try. */
const script = `
read -r word
[ "$word" = dismissed ] && exit
kill -s KILL "$1" 2>/dev/null
rm -rf -- "$2" || { sleep 1; rm -rf -- "$2"; }
`;

/**
 * Kills a process and removes its folder when this process dies, even by SIGKILL: a shell waits for the end of a pipe, and the pipe
 * ends with us. It has a session of its own, so that Ctrl-C does not reach it. Answers how to dismiss it, with nothing killed.
 */
export function reapWithUs(pid: number, folder: string): () => void {
  const shell = spawn('/bin/sh', ['-c', script, 'reaper', String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: {},
  });
  shell.unref();
  shell.stdin.on('error', () => undefined);
  return () => void shell.stdin.end('dismissed\n');
}
