import type { StageOf } from '../context.ts';
import { holdExclusive } from '../database/exclusive.ts';
import { cleanLeftovers } from '../online/clean.ts';

/** How long another migrator's lock is waited for before it is taken, and how long a statement waits for a table. */
export const exclusiveWait = { lockSeconds: 10, tableSeconds: 2 } as const;

/** Takes away what killed runs left behind. */
export const clean: StageOf = async (context) => {
  const say = (line: string): void => context.say(line);
  const { access, signal } = context;
  const held = await holdExclusive(access, exclusiveWait.lockSeconds, exclusiveWait.tableSeconds, say);
  try {
    const cleaned = await cleanLeftovers(held.session, AbortSignal.any([signal, held.lost]));
    const because = cleaned.length === 0 ? 'Nothing was left behind.' : `Taken away: ${cleaned.join(', ')}.`;
    return { outcome: 'passed', stage: 'clean', because };
  } finally {
    await held.release();
  }
};
