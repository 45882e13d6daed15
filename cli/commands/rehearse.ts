import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { BadInput, ExitCode } from '../exit.ts';
import { watchForInterruption } from '../rehearse/interruption.ts';
import type { Shell } from '../shell.ts';

interface Given {
  readonly story?: string;
  readonly json?: string;
  readonly timeScale: number;
  readonly seed: number;
  readonly rate?: number;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly rebuild?: true;
}

const footer = `
The folder holds tidegate.yml (the policy) and rehearsal.yml (images, load and story; see docs/rehearsal.md).

Examples:
  tidegate rehearse examples/orders
  tidegate rehearse examples/orders --json report.json --quiet
  tidegate rehearse examples/strategies/canary --story good
  tidegate rehearse my-service --time-scale 10 --seed 7 --rate 500

Exit codes: 0 it went as told, 1 it went otherwise, 2 a file is wrong or a program is missing, 130 Ctrl-C`;

/** `tidegate rehearse`: runs a team's own releases on this machine. */
export function rehearseCommand(shell: Shell): Command {
  return new Command('rehearse')
    .description('run releases of your service on this machine, under load, and check that they go as your story tells')
    .argument('<folder>', 'a folder with tidegate.yml and rehearsal.yml')
    .option('--story <name>', 'which story, if rehearsal.yml holds several')
    .option('--json <file>', 'write the report as JSON')
    .option('--time-scale <number>', 'emulated per real time while nothing works', aboveZero, 60)
    .option('--seed <number>', 'the same seed repeats the same random choices of the cloud', wholeNumber, 1)
    .option('--rate <number>', 'requests per second, instead of those in rehearsal.yml', wholeNumber)
    .addOption(new Option('--quiet', 'print the summary only').conflicts('verbose'))
    .option('--verbose', 'print every look, and what the cloud complains about')
    .option('--rebuild', 'bundle and package Tidegate first, even if that was done before')
    .addHelpText('after', footer)
    .action((folder: string, given: Given) => run(shell, folder, given));
}

async function run(shell: Shell, folder: string, given: Given): Promise<void> {
  const interruption = watchForInterruption(process);
  try {
    const { rehearse } = await import('../rehearse/rehearse.ts');
    const { summaryLines } = await import('../rehearse/report/summary.ts');
    const { report, failure } = await rehearse({
      folder,
      story: given.story,
      root: path.resolve(import.meta.dirname, '..', '..'),
      timeScale: given.timeScale,
      seed: given.seed,
      rate: given.rate,
      rebuild: given.rebuild === true,
      verbosity: given.quiet ? 'quiet' : given.verbose ? 'verbose' : 'normal',
      terminal: shell.out,
      signal: interruption.signal,
    });
    if (report) {
      for (const line of summaryLines(report, shell.out.colors)) shell.out.line(line);
      if (given.json) await writeReport(given.json, report);
    }
    if (!report && interruption.signal.aborted)
      shell.out.line(shell.out.colors.yellow('  Interrupted before the story began.'));
    if (failure) throw failure;
    if (interruption.signal.aborted) shell.exitWith(ExitCode.interrupted);
    else shell.exitWith(report?.asTold ? ExitCode.asTold : ExitCode.otherwise);
  } finally {
    interruption.stop();
  }
}

async function writeReport(file: string, report: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`).catch((error: NodeJS.ErrnoException) => {
    throw new BadInput(`${file} cannot be written (${error.code}): give a path in a folder that exists`);
  });
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of 1 or more.');
}

function aboveZero(text: string): number {
  const value = Number(text);
  if (value >= 1 && value <= 600) return value;
  throw new InvalidArgumentError('It must be a number from 1 to 600.');
}
