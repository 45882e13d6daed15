import type { MigratorResult } from '../../src/contracts/migration/result.ts';
import type { StageContext } from '../context.ts';
import { replicationLag } from '../database/lag.ts';
import { copyTriggersOn } from '../database/leftovers.ts';
import { openPlanning, type Planning } from '../database/planning.ts';
import { rightsInWords } from '../database/rights.ts';
import { serverFacts } from '../database/server.ts';
import { isDenial, messageOf, StatementRefused } from '../database/server-error.ts';
import { dryRunRefusal } from '../online/dry-run.ts';
import { estimated } from '../work/estimate.ts';
import { foundIn } from '../work/findings.ts';
import { tableSizes } from '../work/sizes.ts';
import { workInWords } from '../work/words.ts';
import { type PendingStatement, type Refused, readWork, type Work } from '../work/work.ts';

const refused = (because: string): Refused => ({ outcome: 'refused', stage: 'plan', gate: 'dry-run', because });

const placeOf = ({ file, line }: PendingStatement): string => `${file}:${line}`;

const tried = async (planning: Planning, statement: PendingStatement): Promise<Refused | undefined> => {
  try {
    await planning.apply(statement);
    return undefined;
  } catch (error) {
    if (isDenial(error))
      return refused(`${placeOf(statement)}: the user lacks a right: ${messageOf(error)}. GRANT it.`);
    if (!(error instanceof StatementRefused)) throw error;
    return refused(`${placeOf(statement)}: the server refuses it: ${error.message}`);
  }
};

/** Tries all statements on empty copies, in order. */
const tryStatements = async (
  context: StageContext,
  statements: readonly PendingStatement[],
): Promise<Refused | undefined> => {
  const planning = await openPlanning(context.session);
  try {
    for (const statement of statements) {
      context.signal.throwIfAborted();
      const refusal = await tried(planning, statement);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  } finally {
    await planning.close();
  }
};

/** The dry run sees the schema as it is: it can tell of the first statement on each table only. */
const firstOnline = (statements: readonly PendingStatement[]): readonly PendingStatement[] =>
  statements.filter(
    ({ via, table }, index) => via === 'online' && statements.findIndex((other) => other.table === table) === index,
  );

const dryRuns = async (
  context: StageContext,
  statements: readonly PendingStatement[],
): Promise<Refused | undefined> => {
  for (const statement of firstOnline(statements)) {
    const triggers = await copyTriggersOn(context.session, new Set([statement.table]));
    if (triggers.length > 0) {
      context.say(
        `No dry run for ${statement.table}: a killed copy left ${triggers.join(', ')}; execute cleans first.`,
      );
      continue;
    }
    const refusal = await dryRunRefusal(context, statement.table, statement.alter ?? '');
    if (refusal !== undefined) return refused(`${placeOf(statement)}: pt-online-schema-change refuses it: ${refusal}`);
  }
  return undefined;
};

const whatIsCertain = async (context: StageContext, work: Work): Promise<Refused | undefined> => {
  const missing = await rightsInWords(context.session);
  if (missing !== undefined) return refused(missing);
  const open = work.pending.filter(({ landed }) => !landed);
  return (await tryStatements(context, open)) ?? (await dryRuns(context, open));
};

/** Gate 2, the dry run: whether server and pt-online-schema-change would take the statements, and what they would cost. It judges no sizes. */
export const plan = async (context: StageContext): Promise<MigratorResult> => {
  const work = await readWork(context, 'plan');
  if ('outcome' in work) return work;
  if (work.pending.length > 0) {
    const refusal = await whatIsCertain(context, work);
    if (refusal !== undefined) return refusal;
  }
  const pending = estimated(work.pending, await tableSizes(context.session), work.history);
  const { session, access, options } = context;
  return {
    outcome: 'passed',
    stage: 'plan',
    because: workInWords(work),
    pending: [...pending],
    contracts: [...work.contracts],
    findings: work.findings.map(foundIn),
    server: await serverFacts(session, options.longTransactionSeconds, await replicationLag(access)),
    seconds: pending.reduce((sum, { seconds }) => sum + seconds, 0),
  };
};
