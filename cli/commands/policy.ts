import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import * as z from 'zod';
import type { Problem } from '../../src/contracts/document/problem.ts';
import { problemText } from '../../src/contracts/document/problem.ts';
import type { Reading } from '../../src/contracts/document/read.ts';
import { Policy } from '../../src/contracts/policy.ts';
import { readPolicyFile } from '../../src/contracts/policy-file.ts';
import { BadInput, ExitCode } from '../exit.ts';
import { openingLine } from '../opening-line.ts';
import type { Shell } from '../shell.ts';
import { tableOption } from './table-option.ts';

/** `tidegate policy`: check, schema, apply. */
export function policyCommand(shell: Shell): Command {
  return new Command('policy')
    .description('check policies (tidegate.yml), print their schema, register them')
    .addCommand(checkCommand(shell))
    .addCommand(schemaCommand(shell))
    .addCommand(applyCommand(shell));
}

function checkCommand(shell: Shell): Command {
  return new Command('check')
    .description('say whether policies are right, and if not, where and how to put them right')
    .argument('<file...>', 'files to check')
    .option('--json', 'print what was found as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  tidegate policy check services/*/tidegate.yml\n\nExit codes: 0 all are right, 2 a file is wrong',
    )
    .action(async (files: string[], options: { json?: boolean }) => {
      const readings = await Promise.all(files.map(async (file) => ({ file, reading: await readPolicy(file) })));
      const problems = readings.flatMap(({ reading }) => (reading.ok ? [] : reading.problems));
      if (options.json) shell.out.line(JSON.stringify({ files, problems }, null, 2));
      else for (const { file, reading } of readings) await tellReading(shell, file, reading);
      shell.exitWith(problems.length === 0 ? ExitCode.asTold : ExitCode.badInput);
    });
}

async function tellReading({ out, err }: Shell, file: string, reading: Reading<Policy>): Promise<void> {
  if (!reading.ok) return void reading.problems.forEach((problem) => void err.line(colored(err.colors, problem)));
  const { service, strategy, traffic } = reading.value;
  const ways = Object.entries(strategy).map(([level, name]) => `${level} changes by ${name}`);
  const weights = traffic.steps.map((step) => step.weight).join(', ');
  out.line(`${file}: right. Service ${service}: ${ways.join(', ')}; where users move by steps: ${weights} %`);
  const opening = await openingLine(reading.value, new Date().toISOString());
  if (opening !== undefined) out.line(`    ${opening}`);
}

function colored(colors: Shell['err']['colors'], problem: Problem): string {
  const [first = '', ...rest] = problemText(problem).split('\n');
  return [colors.red(first), ...rest].join('\n');
}

function schemaCommand(shell: Shell): Command {
  return new Command('schema')
    .description('print the JSON Schema of tidegate.yml, for editors')
    .addHelpText('after', '\nExample:\n  tidegate policy schema > tidegate.schema.json')
    .action(() => shell.out.line(JSON.stringify(z.toJSONSchema(Policy, { io: 'input' }), null, 2)));
}

function applyCommand(shell: Shell): Command {
  return new Command('apply')
    .description('register a policy: from now on pushes of its image start releases')
    .argument('<file>', 'the policy')
    .addOption(tableOption())
    .addHelpText('after', '\nExample:\n  tidegate policy apply tidegate.yml --table tidegate-prod-ledger')
    .action(async (file: string, options: { table: string }) => {
      const policy = await requirePolicy(file);
      const { openLedgerTable } = await import('../ledger.ts');
      await openLedgerTable(options.table).policies.put(policy, await readText(file));
      shell.out.line(`${policy.service}: registered in ${options.table}`);
    });
}

/** The policy in a file; throws BadInput with all that is wrong in it. */
export async function requirePolicy(file: string): Promise<Policy> {
  const reading = await readPolicy(file);
  if (!reading.ok) throw new BadInput(reading.problems.map(problemText).join('\n'));
  return reading.value;
}

async function readPolicy(file: string): Promise<Reading<Policy>> {
  return readPolicyFile(file, await readText(file));
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BadInput(`${file} cannot be read (${error.code}): give the path of a tidegate.yml`);
  });
}
