import type { MigratorResult } from '../../src/contracts/migration/result.ts';
import type { StageContext } from '../context.ts';
import { foundIn } from '../work/findings.ts';
import { type PendingStatement, readWork, type Work } from '../work/work.ts';

const filesIn = (pending: readonly PendingStatement[]): number => new Set(pending.map(({ file }) => file)).size;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What is to be done, in one sentence. */
export const workInWords = ({ pending, contracts }: Work): string => {
  const waiting = contracts.length === 0 ? '' : ` ${counted(contracts.length, 'contract file')} not applied.`;
  if (pending.length === 0) return `Nothing is to be done: all migrations are applied.${waiting}`;
  const online = pending.filter(({ via }) => via === 'online').length;
  return `${counted(pending.length, 'statement')} of ${counted(filesIn(pending), 'file')} to run, ${online} of them online.${waiting}`;
};

/** Gate 1: files and history fit together, and the running code can go on running on the new schema. */
export const validate = async (context: StageContext): Promise<MigratorResult> => {
  const work = await readWork(context, 'validate');
  if ('outcome' in work) return work;
  return {
    outcome: 'passed',
    stage: 'validate',
    because: workInWords(work),
    pending: work.pending.map(({ file, line, table, kind, via }) => ({ file, line, table, kind, via })),
    contracts: [...work.contracts],
    findings: work.findings.map(foundIn),
  };
};
