import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from './server-error.ts';

const passing = new Set(['ER_LOCK_WAIT_TIMEOUT', 'ER_LOCK_DEADLOCK']);
const tries = 60;
const pauseMs = 500;

/** Whether the error says that somebody else had the lock. */
export const isLockTrouble = (error: unknown): boolean => passing.has(codeOf(error));

/** Tries again while others hold the locks, for some minutes in all; between two tries whoever waits behind us gets his turn. */
export const patiently = async <Result>(signal: AbortSignal, attempt: () => Promise<Result>): Promise<Result> => {
  for (let nth = 1; ; nth += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (nth >= tries || !isLockTrouble(error)) throw error;
      await delay(pauseMs, undefined, { signal });
    }
  }
};
