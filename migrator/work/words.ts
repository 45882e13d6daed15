import type { PendingStatement, Work } from './work.ts';

const filesIn = (pending: readonly PendingStatement[]): number => new Set(pending.map(({ file }) => file)).size;

/** A number with its noun. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What is to be done, in one sentence. */
export const workInWords = ({ pending, contracts }: Work): string => {
  const waiting = contracts.length === 0 ? '' : ` ${counted(contracts.length, 'contract file')} not applied.`;
  if (pending.length === 0) return `Nothing is to be done: all migrations are applied.${waiting}`;
  const online = pending.filter(({ via }) => via === 'online').length;
  return `${counted(pending.length, 'statement')} of ${counted(filesIn(pending), 'file')} to run, ${online} of them online.${waiting}`;
};
