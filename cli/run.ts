import { CommanderError } from 'commander';
import { TidegateError } from '../src/domain/errors.ts';
import { BadInput, ExitCode, Failure } from './exit.ts';
import { createProgram } from './program.ts';
import type { Shell } from './shell.ts';

/** Runs the command line with these words, says what is wrong, and tells the shell how to end. */
export async function run(words: readonly string[], shell: Shell): Promise<void> {
  try {
    await createProgram(shell).parseAsync(words, { from: 'user' });
  } catch (error) {
    shell.exitWith(told(error, shell));
  }
}

/** Commander has said its own by the time it throws. */
function told(error: unknown, { err }: Shell): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.asTold : ExitCode.badInput;
  if (error instanceof BadInput) {
    err.line(error.message);
    return ExitCode.badInput;
  }
  err.line(error instanceof Failure || error instanceof TidegateError ? error.message : detail(error));
  return ExitCode.otherwise;
}

function detail(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `tidegate stopped by an error that it does not know:\n${text}`;
}
