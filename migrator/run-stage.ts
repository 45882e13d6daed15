import { types } from 'node:util';
import type { MigratorResult, Stage } from '../src/contracts/migration/result.ts';
import type { Request } from './command.ts';
import type { StageContext, StageOf } from './context.ts';
import { accessFrom } from './database/access.ts';
import { openSession } from './database/session.ts';
import { FolderRefused, readMigrations } from './files.ts';
import { clean } from './stages/clean.ts';
import { execute } from './stages/execute.ts';
import { plan } from './stages/plan.ts';
import { validate } from './stages/validate.ts';
import { verify } from './stages/verify.ts';
import { failureOf } from './trouble.ts';

const stages: Readonly<Record<Stage, StageOf>> = { validate, plan, execute, verify, clean };

const withSession = async (
  request: Request,
  migrations: StageContext['migrations'],
  env: NodeJS.ProcessEnv,
  say: StageContext['say'],
  signal: AbortSignal,
): Promise<MigratorResult> => {
  const access = accessFrom(env);
  const session = await openSession(access);
  const { options, scratch, control, stage } = request;
  try {
    return await stages[stage]({ session, access, migrations, options, scratch, control, say, signal });
  } finally {
    await session.close();
  }
};

/** Runs one stage to its result, whatever happens. Without migrations no database is asked, except to clean. */
export const runStage = async (
  request: Request,
  env: NodeJS.ProcessEnv,
  say: StageContext['say'],
  signal: AbortSignal,
): Promise<MigratorResult> => {
  const { stage } = request;
  try {
    const migrations = await readMigrations(request.migrations);
    if (migrations.length === 0 && stage !== 'clean') {
      return { outcome: 'passed', stage, because: 'The image has no migrations.', pending: [] };
    }
    return await withSession(request, migrations, env, say, signal);
  } catch (error) {
    if (error instanceof FolderRefused) {
      return { outcome: 'refused', stage, gate: 'compatibility', because: error.message };
    }
    if (types.isNativeError(error) && error.stack !== undefined) say(error.stack);
    return failureOf(error, stage);
  }
};
