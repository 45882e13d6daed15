import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** All processes that descend from `pid`, children of children too. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const childrenOf = (parent: number): number[] =>
    rows.flatMap(([child = 0, of = 0]) => (of === parent ? [child, ...childrenOf(child)] : []));
  return childrenOf(pid);
}

/** Those of the processes that still run; one that ended and waits for its parent to notice does not. */
export async function alive(pids: readonly number[]): Promise<number[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,stat=']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const running = new Set(rows.filter(([, stat = '']) => !stat.startsWith('Z')).map(([pid]) => Number(pid)));
  return pids.filter((pid) => running.has(pid));
}
