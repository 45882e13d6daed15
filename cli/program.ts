import { readFileSync } from 'node:fs';
import { Command, type OutputConfiguration } from 'commander';
import { abortCommand } from './commands/abort.ts';
import { approveCommand, rejectCommand } from './commands/answer.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { historyCommand } from './commands/history.ts';
import { migrationsCommand } from './commands/migrations.ts';
import { policyCommand } from './commands/policy.ts';
import { promoteCommand } from './commands/promote.ts';
import { rehearseCommand } from './commands/rehearse.ts';
import { statusCommand } from './commands/status.ts';
import { unlockCommand } from './commands/unlock.ts';
import type { Shell } from './shell.ts';

const footer = `
Examples:
  tidegate rehearse examples/orders        release on this laptop, under load, with no AWS account
  tidegate policy check tidegate.yml       say what is wrong in a policy and how to put it right
  tidegate doctor services/orders          say what would cost requests in a release
  tidegate migrations check db/migrations  say whether old code can run on the new schema
  tidegate status orders --table ledger    what is being released now
  tidegate explain orders --table ledger   why the release went on, waited or went back
  tidegate approve orders --reason "…"     yes to what the release asks
  tidegate abort orders --reason "…"       everybody back to the old version, at once

Exit codes:
  0    it went as told
  1    it went otherwise
  2    wrong usage or a wrong file
  130  interrupted by Ctrl-C

NO_COLOR=1 turns colours off; piped output is plain by itself.`;

/** The whole command line. */
export function createProgram(shell: Shell): Command {
  const program = new Command('tidegate')
    .description('Progressive delivery on AWS: releases that open by degrees and shut themselves when an alarm fires.')
    .version(packageVersion())
    .addCommand(rehearseCommand(shell))
    .addCommand(policyCommand(shell))
    .addCommand(migrationsCommand(shell))
    .addCommand(doctorCommand(shell))
    .addCommand(statusCommand(shell))
    .addCommand(historyCommand(shell))
    .addCommand(explainCommand(shell))
    .addCommand(approveCommand(shell))
    .addCommand(rejectCommand(shell))
    .addCommand(abortCommand(shell))
    .addCommand(promoteCommand(shell))
    .addCommand(unlockCommand(shell))
    .addHelpText('after', footer);
  for (const command of withSubcommands(program)) {
    command.exitOverride().showHelpAfterError('(add --help for help)').configureOutput(outputOf(shell));
  }
  return program;
}

function outputOf({ out, err }: Shell): OutputConfiguration {
  return {
    writeOut: (text) => out.line(text.trimEnd()),
    writeErr: (text) => err.line(text.trimEnd()),
    getOutHelpWidth: () => out.width,
    getErrHelpWidth: () => err.width,
  };
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}
