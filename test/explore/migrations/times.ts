import type { Position } from '../machine.ts';
import { type Times, tokenAt } from '../times.ts';
import { daysLater, minuteLater, now } from './facts.ts';

/** `waits` of a position: how much time has passed since its step began. */
export const passing = { minute: 1, days: 2 } as const;

/** So long a clean-up waits for what may be under way: then no function that ran before is left. */
const settlesSeconds = 60;

const settles = ({ state, variables, waits }: Position): boolean => {
  const { lookAgainSeconds = 0 } = (variables['cleanUp'] ?? {}) as { lookAgainSeconds?: number };
  return state === 'CleanUpAgain' && waits < passing.minute && lookAgainSeconds >= settlesSeconds;
};

const nowAt = ({ waits }: Position): string => {
  if (waits < passing.minute) return now;
  return waits === passing.minute ? minuteLater : daysLater;
};

/** A migration: time stands still but for the waits that matter. */
export const timesOfMigrations: Times = {
  begun: () => now,
  startedAt: () => now,
  now: nowAt,
  passed: (position) => (settles(position) ? { ...position, waits: passing.minute } : position),
  isPassing: settles,
  isLast: () => false,
  token: tokenAt,
  erased: (variables) => variables,
};
