import type { Position } from '../machine.ts';
import { type Times, tokenAt } from '../times.ts';
import { daysLater, minuteLater, now } from './facts.ts';

/** `waits` of a position: how much time has passed since its step began. */
export const passing = { looked: 1, minute: 2, days: 3 } as const;

/** Only then it matters how long it waits: what was under way when nothing more may be begun is over after a minute. */
export const settles = ({ state, variables }: Position): boolean =>
  state === 'CleanUpAgain' && ['aborted', 'failed'].includes(String(variables['ending']));

const nowAt = ({ waits }: Position): string => {
  if (waits < passing.minute) return now;
  return waits === passing.minute ? minuteLater : daysLater;
};

/** A migration: time stands still but for the waits that matter. */
export const timesOfMigrations: Times = {
  begun: () => now,
  startedAt: () => now,
  now: nowAt,
  passed: (position) => (settles(position) && position.waits === 0 ? { ...position, waits: passing.looked } : position),
  isPassing: (position) => settles(position) && position.waits === 0,
  isLast: () => false,
  token: tokenAt,
  erased: (variables) => variables,
};
