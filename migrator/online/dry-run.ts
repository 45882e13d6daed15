import { type ExecFileException, execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { StageContext } from '../context.ts';
import { codeOf } from '../database/server-error.ts';
import { Trouble } from '../trouble.ts';
import { argumentsOf } from './arguments.ts';
import { writeDefaultsFile } from './defaults-file.ts';

const program = 'pt-online-schema-change';
const withinMs = 300_000;

/** The copy's arguments as its dry run gets them: nothing is copied, so that nothing has to wait before a swap. */
export const dryRunArguments = (execute: readonly string[]): readonly string[] => {
  const plugin = execute.indexOf('--plugin');
  const kept = plugin < 0 ? execute : execute.toSpliced(plugin, 2);
  return kept.map((argument) => (argument === '--execute' ? '--dry-run' : argument));
};

const passing =
  /Cannot connect to MySQL|Can't connect to|Lost connection|server has gone away|Lock wait timeout|Deadlock/i;
const telling = /error|failed|cannot|can't|not allowed|does not|must |has triggers|denied/i;

/** The line of its output that says why it ended. */
export const reasonIn = (output: string): string => {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.find((line) => telling.test(line)) ?? lines.at(-1) ?? 'It said nothing.';
};

interface Ended {
  readonly code: number;
  readonly output: string;
}

const endOf = (error: unknown): Ended => {
  if (codeOf(error) === 'ENOENT') throw new Trouble('MigratorBroken', `${program} is not installed.`, false, error);
  const { code, killed, stdout = '', stderr = '' } = error as ExecFileException;
  if (killed) throw new Trouble('DatabaseBusy', `${program} did not end within ${withinMs / 1000} s.`, true, error);
  if (typeof code !== 'number') throw error;
  return { code, output: `${stderr}\n${stdout}` };
};

const run = async (context: StageContext, argv: readonly string[]): Promise<Ended> => {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, [...argv], {
      env: { PATH: process.env['PATH'], HOME: context.scratch },
      signal: context.signal,
      timeout: withinMs,
    });
    return { code: 0, output: `${stderr}\n${stdout}` };
  } catch (error) {
    context.signal.throwIfAborted();
    return endOf(error);
  }
};

/** Why pt-online-schema-change would not make this change; undefined: it would. Trouble that may pass is thrown. */
export const dryRunRefusal = async (
  context: StageContext,
  table: string,
  alter: string,
): Promise<string | undefined> => {
  const execute = argumentsOf({
    database: context.access.database,
    table,
    alter,
    options: context.options,
    rowLockWaitSeconds: 1,
    replicaTable: undefined,
    defaultsFile: await writeDefaultsFile(context.access, context.scratch),
    pauseFile: join(context.control, 'pause'),
    plugin: '',
  });
  const { code, output } = await run(context, dryRunArguments(execute));
  for (const line of output.split('\n').filter((text) => text.trim() !== '')) context.say(line);
  if (code === 0) return undefined;
  if (passing.test(output)) throw new Trouble('DatabaseBusy', `${program}: ${reasonIn(output)}`, true);
  return reasonIn(output);
};
