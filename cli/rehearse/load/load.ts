import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { LoadOrder, LoadTotals } from './messages.ts';
import { type LoggedRequest, readRequestLog } from './request-log.ts';

/** Users, as long as they come. */
export interface RunningLoad {
  /** Totals a fraction of a second ago. */
  totals(): LoadTotals;
  /** Ends it, lets open requests finish, and answers every request that was sent and how many could not be. */
  stop(): Promise<{ readonly requests: LoggedRequest[]; readonly unsent: number }>;
  /** Ends its process now. */
  kill(): void;
}

/** Starts the load generator in a process of its own. It ends when this process ends. */
export function startLoad(order: LoadOrder): RunningLoad {
  const generator = fork(path.join(import.meta.dirname, 'generator.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let totals: LoadTotals = { sent: 0, failed: 0, maintenance: 0, unsent: 0, answeredBy: {} };
  generator.on('message', (message: LoadTotals) => {
    totals = message;
  });
  generator.send(order);
  return {
    totals: () => totals,
    stop: async () => {
      await ended(generator);
      return { requests: await readRequestLog(order.logFile), unsent: totals.unsent };
    },
    kill: () => void generator.kill('SIGKILL'),
  };
}

async function ended(generator: ChildProcess): Promise<void> {
  if (generator.exitCode !== null || generator.signalCode !== null) return;
  const exit = once(generator, 'exit');
  if (generator.connected) generator.send('stop');
  await exit;
}
