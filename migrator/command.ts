import { randomUUID } from 'node:crypto';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { Stage } from '../src/contracts/migration/result.ts';
import type { StageOptions } from './context.ts';

/** What the command line asks for. */
export interface Request {
  readonly stage: Stage;
  /** Folder of the files. */
  readonly migrations: string;
  readonly scratch: string;
  readonly control: string;
  readonly options: StageOptions;
}

const number = (text: string): number => {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('Give a number that is not negative.');
};

const whole = (text: string): number => {
  const value = number(text);
  if (Number.isInteger(value)) return value;
  throw new InvalidArgumentError('Give a whole number.');
};

const load = (text: string): string => {
  if (/^[A-Za-z_]+[=:]\d+(?:,[A-Za-z_]+[=:]\d+)*$/.test(text)) return text;
  throw new InvalidArgumentError('Give status variables with limits, such as Threads_running=25.');
};

const identifier = (text: string): string => {
  if (/^[\w.:/-]{1,255}$/.test(text)) return text;
  throw new InvalidArgumentError('Give at most 255 letters, digits, or any of _ . : / -');
};

const commandLine = (): Command =>
  new Command('tidegate-migrator')
    .description(
      'Changes a database’s schema, one gate after the other. The database is named by TIDEGATE_DB_… variables.',
    )
    .addArgument(new Argument('<stage>', 'what to do').choices(Stage.options))
    .requiredOption('--migrations <folder>', 'folder of the files NNN_name.sql')
    .requiredOption('--scratch <folder>', 'folder for files of this run')
    .requiredOption('--control <folder>', 'folder in which a file `pause` pauses the copy')
    .addOption(new Option('--mode <mode>', 'what may be run').choices(['expand', 'contract']).default('expand'))
    .option('--migration <id>', 'the migration’s id in the history', identifier)
    .option('--baseline <number>', 'files up to this number count as applied', whole)
    .option('--max-lag <seconds>', 'the copy waits while a replica is further behind', number, 10)
    .option('--max-load <limits>', 'the copy waits while the server is above', load, 'Threads_running=25')
    .option('--critical-load <limits>', 'the copy ends when the server is above', load, 'Threads_running=50')
    .option('--long-transaction <seconds>', 'transactions open for longer are told of', number, 30)
    .option('--chunk-time <seconds>', 'how long one chunk of the copy may take', number, 0.1)
    .allowExcessArguments(false)
    .exitOverride();

/** The command line is not understood, or asks for help, which was written. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

const usageExitCode = 64;

const parsed = (argv: readonly string[]): Command => {
  try {
    return commandLine().parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new UsageError(error.message, error.exitCode === 0 ? 0 : usageExitCode);
  }
};

/** What the arguments (without program and script) ask for; throws UsageError when commander has said what is wrong. */
export const requestOf = (argv: readonly string[]): Request => {
  const command = parsed(argv);
  const given = command.opts();
  return {
    stage: Stage.parse(command.args[0]),
    migrations: given['migrations'],
    scratch: given['scratch'],
    control: given['control'],
    options: {
      mode: given['mode'],
      migration: given['migration'] ?? `by-hand-${randomUUID()}`,
      maxLagSeconds: given['maxLag'],
      maxLoad: given['maxLoad'],
      criticalLoad: given['criticalLoad'],
      longTransactionSeconds: given['longTransaction'],
      chunkTimeSeconds: given['chunkTime'],
      ...(given['baseline'] !== undefined && { baseline: given['baseline'] }),
    },
  };
};
