import type { MigratorResult } from '../../src/contracts/migration/result.ts';
import type { StageContext } from '../context.ts';
import { foundIn } from '../work/findings.ts';
import { workInWords } from '../work/words.ts';
import { readWork } from '../work/work.ts';

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
