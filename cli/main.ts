/** The operator's command. Run it by tidegate.mjs, which finds a Node that can. */
import { CommanderError } from 'commander';
import { BadInput, ExitCode, Failure } from './exit.ts';
import { createProgram } from './program.ts';
import { createShell } from './shell.ts';

const shell = createShell(process);

try {
  await createProgram(shell).parseAsync(process.argv);
} catch (error) {
  shell.exitWith(told(error));
}

/** Says what is wrong on stderr and answers the exit code for it. Commander has said its own by then. */
function told(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.asTold : ExitCode.badInput;
  if (error instanceof BadInput) {
    shell.err.line(error.message);
    return ExitCode.badInput;
  }
  shell.err.line(error instanceof Failure ? error.message : detail(error));
  return ExitCode.otherwise;
}

function detail(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `tidegate stopped by an error that it does not know:\n${text}`;
}
