import { Command } from 'commander';
import type { Release, ReleaseRecord } from '../../src/contracts/release.ts';
import { answerSentence, howToAnswer, openQuestion } from '../../src/domain/asking.ts';
import { isHeld } from '../../src/domain/lock.ts';
import { migrationFor } from '../../src/release/wake-sleeper.ts';
import { BadInput } from '../exit.ts';
import type { LedgerTable } from '../ledger.ts';
import type { Shell } from '../shell.ts';
import { migrationLines } from './migrations/lines.ts';
import { tableOption } from './table-option.ts';

/** `tidegate status`: what is being released now. */
export function statusCommand(shell: Shell): Command {
  return new Command('status')
    .description('say what is being released, why, what waits, and how the last release ended')
    .argument('[service]', 'name of the service, as in its policy; all services when it is left out')
    .addOption(tableOption())
    .option('--json', 'print the ledger’s record as JSON; a list of records when no service is named')
    .addHelpText('after', '\nExample:\n  tidegate status orders --table tidegate-prod-ledger')
    .action(async (service: string | undefined, options: { table: string; json?: true }) => {
      const { openLedgerTable } = await import('../ledger.ts');
      const opened = openLedgerTable(options.table);
      const lines =
        service === undefined ? await allStatuses(opened, options) : await oneStatus(service, opened, options);
      for (const line of lines) shell.out.line(line);
    });
}

interface StatusOptions {
  readonly table: string;
  readonly json?: true;
}

async function oneStatus(service: string, opened: LedgerTable, { table, json }: StatusOptions): Promise<string[]> {
  const record = await opened.ledger.read(service);
  if (json) return [JSON.stringify(record ?? null, null, 2)];
  if (record === undefined) throw new BadInput(neverReleased(service, table));
  return [...statusLines(record), ...(await migrationsOf(record, opened))];
}

/** How far the migration is that this release waits for. */
async function migrationsOf(record: ReleaseRecord, { migrations }: LedgerTable): Promise<string[]> {
  const migration = isHeld(record) ? await migrationFor(record, migrations) : undefined;
  return migration === undefined ? [] : migrationLines(migration);
}

async function allStatuses({ ledger, policies }: LedgerTable, { table, json }: StatusOptions): Promise<string[]> {
  const services = await policies.services();
  const records = await Promise.all(services.map((service) => ledger.read(service)));
  if (json)
    return [
      JSON.stringify(
        records.filter((record) => record !== undefined),
        null,
        2,
      ),
    ];
  if (services.length === 0)
    throw new BadInput(`no policy is registered in ${table}: run \`tidegate policy apply\` for each service`);
  return services.flatMap((service, i) => {
    const record = records[i];
    return record === undefined ? [`${service}: never released`] : statusLines(record);
  });
}

export function neverReleased(service: string, table: string): string {
  return `${service} was never released by the Tidegate of ${table}: is that its name in tidegate.yml, and was \`tidegate policy apply\` run?`;
}

/** The record of a service as lines for people. */
export function statusLines(record: ReleaseRecord): string[] {
  const { service, epoch, status, release, conclusion } = record;
  const title = `${service}: release ${epoch}, ${release.from.version} → ${release.to.version}`;
  if (conclusion === undefined || (status !== 'free' && status !== 'quarantined'))
    return [`${title}: ${status}`, ...runningLines(record), ...comingLines(record)];
  const { outcome, because, at } = conclusion;
  const ended = [`${title}: ${outcome} at ${at}`, `  because: ${because}`, `  status: ${status}`];
  const unlocked = line('unlocked because', record.unlockedBecause);
  return [...ended, ...unlocked, ...answerLines(record), ...comingLines(record)];
}

function runningLines(record: ReleaseRecord): string[] {
  const { admittedAt, holder, release } = record;
  return [
    `  since: ${admittedAt}, in execution ${holder}`,
    `  ${whereLine(release.site)}`,
    ...planLines(release),
    ...line('promoted because', record.promotedBecause),
    ...line('going back because', record.abortedBecause),
    ...answerLines(record),
    ...questionLines(record),
  ];
}

function answerLines({ answers = [] }: ReleaseRecord): string[] {
  return answers.flatMap((answer) => line('answered', answerSentence(answer)));
}

/** What waits for a person's word. */
function questionLines(record: ReleaseRecord): string[] {
  const asked = record.status === 'active' ? openQuestion(record) : undefined;
  return [
    ...line('asks', asked && `${asked.question}? since ${asked.since}: ${asked.because}`),
    ...line('answer by', asked && howToAnswer(record.service, asked.question)),
  ];
}

function whereLine({ stable, candidate }: Release['site']): string {
  const place = ({ namespace, deployment }: Release['site']['stable']) => `${namespace}/${deployment}`;
  if (stable.color === candidate.color) return `in place: ${stable.color} (${place(stable)})`;
  return `from ${stable.color} (${place(stable)}) to ${candidate.color} (${place(candidate)})`;
}

/** How it is released and why so, and what a person should know of it. */
function planLines({
  strategy,
  chosenBecause,
  downtimeSeconds,
  manifest,
  untouched = [],
  warnings = [],
}: Release): string[] {
  return [
    ...line('how', chosenBecause ?? strategy),
    ...line('downtime', downtimeSeconds === undefined ? undefined : `about ${downtimeSeconds} s`),
    ...line('manifests', manifest && `s3://${manifest.bucket}/${manifest.key}`),
    ...untouched.flatMap((what) => line('left alone', what)),
    ...warnings.flatMap((what) => line('warning', what)),
  ];
}

function comingLines({ queue = [], withdrawn = [] }: ReleaseRecord): string[] {
  return [
    ...queue.flatMap(({ request, at }) => line('waiting', `${request.tag}, since ${at}`)),
    ...line('only by hand', withdrawn.length === 0 ? undefined : withdrawn.join(', ')),
  ];
}

function line(label: string, text: string | undefined): string[] {
  return text === undefined ? [] : [`  ${label}: ${text}`];
}
