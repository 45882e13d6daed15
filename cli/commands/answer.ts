import { Command } from 'commander';
import { answerApproval } from '../../src/approval/answer-approval.ts';
import type { Answer } from '../../src/contracts/verdict.ts';
import { BadInput, Failure } from '../exit.ts';
import type { Shell } from '../shell.ts';
import { reasonOption } from './reason-option.ts';
import { neverReleased } from './status.ts';
import { tableOption } from './table-option.ts';

interface AnswerOptions {
  readonly table: string;
  readonly reason: string;
  readonly by?: string;
  readonly question?: string;
  readonly database?: string;
  readonly json?: true;
}

/** `tidegate approve`: a person's yes to what a release or a migration asks. */
export function approveCommand(shell: Shell): Command {
  return answerCommand(
    shell,
    'yes',
    'approve',
    'say yes to what a release or its migration asks: it goes on as soon as all else allows',
  );
}

/** `tidegate reject`: a person's no to what a release or a migration asks. */
export function rejectCommand(shell: Shell): Command {
  return answerCommand(
    shell,
    'no',
    'reject',
    'say no to what a release or its migration asks: everybody goes back to the old version',
  );
}

function answerCommand(shell: Shell, said: Answer['said'], name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument('<service>', 'name of the service, as in its policy')
    .addOption(tableOption())
    .addOption(reasonOption())
    .option('--by <name>', 'who answers; your AWS identity when it is left out')
    .option(
      '--question <text>',
      'answer only if this is asked: what you read may be answered, and another asked, by now',
    )
    .option('--database <name>', 'answer the migration of this database, not the release')
    .option('--json', 'print what became of it as JSON')
    .addHelpText('after', `\nExample:\n  tidegate ${name} orders --reason "seen by QA" --table tidegate-prod-ledger`)
    .action((service: string, options: AnswerOptions) => answer(shell, service, said, options));
}

async function answer(shell: Shell, service: string, said: Answer['said'], options: AnswerOptions): Promise<void> {
  const { table, reason, question, database, json } = options;
  const { openLedgerTable } = await import('../ledger.ts');
  const { openDoorbell } = await import('../../src/adapters/open/doorbell.ts');
  const opened = openLedgerTable(table);
  const by = options.by ?? (await caller(shell));
  const word = { service, said, by, because: reason, at: new Date().toISOString() };
  const to = { ...(question === undefined ? {} : { question }), ...(database === undefined ? {} : { database }) };
  const outcome = await answerApproval({ ...word, ...to }, { ...opened, doorbell: openDoorbell() });
  if (outcome.outcome === 'notAsked' && database === undefined && (await opened.ledger.read(service)) === undefined)
    throw new BadInput(neverReleased(service, table));
  if (json) shell.out.line(JSON.stringify(outcome, null, 2));
  if (outcome.outcome !== 'kept') throw new Failure(outcome.because);
  if (!json) shell.out.line(`${service}: ${outcome.because}`);
}

async function caller({ err }: Shell): Promise<string> {
  const { callerName } = await import('../caller.ts');
  const { name, doubt } = await callerName();
  if (doubt !== undefined) err.line(`AWS does not say who you are (${doubt}): you answer as ${name}`);
  return name;
}
