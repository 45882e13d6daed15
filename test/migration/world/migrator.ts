import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramHost, StartProgram } from '../../../emulator/src/ports.ts';
import type { MigratorResult, PendingStatement, Stage } from '../../../src/contracts/migration/result.ts';

/** A database with one large table, as far as a migrator of these stories changes it. */
export interface Database {
  /** Migrations are run once. */
  applied: boolean;
  /** A copy is under way, or was killed. */
  triggers: boolean;
  /** Migrators that change it at this moment, and how many there ever were at once. */
  changing: number;
  mostChanging: number;
  /** Each stage that was begun, in order. */
  readonly begun: string[];
}

/** How a migrator of a story differs from one that does its work. */
export interface Manner {
  /** What lint says instead of letting it pass. */
  refuses?: Extract<MigratorResult, { outcome: 'refused' }>;
  /** Rows of the table; 200,000 by default. */
  rows?: number;
  /** How long the copy takes; 120 by default. */
  copySeconds?: number;
  /** So often the migrator is killed in the middle of its copy. */
  kills?: number;
}

const stages: readonly Stage[] = ['validate', 'plan', 'execute', 'verify', 'clean'];
const workSeconds = 3;
const stepSeconds = 10;

const statement = (rows: number): PendingStatement => ({
  ...{ file: '002_note.sql', line: 1, table: 'orders', kind: 'expand', via: 'online', rows, bytes: 1_000_000 },
});

const server = { version: '11.8.3', freeDiskBytes: 1e12, lagSeconds: null, longTransactions: [] };

/** A migrator without a server: it takes its time, tells how far it is, and leaves triggers where it is killed. */
export const migratorOf = (database: Database, manner: Manner = {}): StartProgram => {
  let killed = 0;
  return (host) => {
    const stage = stages.find((one) => host.command.includes(one));
    if (stage === undefined) throw new Error(`no stage in ${host.command.join(' ')}`);
    database.begun.push(stage);
    const end = (result: MigratorResult): void => answer(host, result);
    if (stage === 'execute') {
      const killsAfter = killed < (manner.kills ?? 0) ? stepSeconds * 3 : Infinity;
      killed += killsAfter === Infinity ? 0 : 1;
      return copy(host, database, { copySeconds: 120, ...manner, killsAfter });
    }
    host.clock.after(1000 * workSeconds, () => end(resultOf(stage, database, manner)));
    return { terminate: () => host.exit(143) };
  };
};

const resultOf = (stage: Exclude<Stage, 'execute'>, database: Database, manner: Manner): MigratorResult => {
  if (stage === 'clean') {
    database.triggers = false;
    return { outcome: 'passed', stage, because: 'nothing is left' };
  }
  if (stage === 'verify')
    return database.triggers
      ? { outcome: 'refused', stage, gate: 'leftovers', because: 'triggers are left' }
      : { outcome: 'passed', stage, because: 'the schema is what was planned' };
  if (manner.refuses !== undefined && stage === 'validate') return manner.refuses;
  const pending = database.applied ? [] : [statement(manner.rows ?? 200_000)];
  return { outcome: 'passed', stage, because: 'ok', pending, ...(stage === 'plan' ? { server, seconds: 120 } : {}) };
};

/** The flag of the command line, as the host has it. */
const optionOf = ({ command }: ProgramHost, name: string): string => command[command.indexOf(name) + 1] ?? '';

const copy = (
  host: ProgramHost,
  database: Database,
  { copySeconds, killsAfter }: { readonly copySeconds: number; readonly killsAfter: number },
) => {
  let copied = 0;
  let lived = 0;
  database.triggers = true;
  database.changing += 1;
  database.mostChanging = Math.max(database.mostChanging, database.changing);
  const leave = (exitCode: number): void => {
    database.changing -= 1;
    cancel();
    host.exit(exitCode);
  };
  const step = (): void => {
    lived += stepSeconds;
    const paused = existsSync(join(optionOf(host, '--control'), 'pause'));
    copied += paused ? 0 : stepSeconds;
    if (lived >= killsAfter) leave(137);
    else if (copied >= copySeconds) done();
    else goOn(paused);
  };
  const goOn = (paused: boolean): void => {
    const percent = Math.floor((100 * copied) / copySeconds);
    const progress = { file: '002_note.sql', table: 'orders', doing: paused ? 'paused' : 'copying', percent };
    host.log(JSON.stringify({ progress }));
    cancel = host.clock.after(1000 * stepSeconds, step);
  };
  const done = (): void => {
    database.triggers = false;
    database.applied = true;
    database.changing -= 1;
    const applied = [
      { file: '002_note.sql', line: 1, table: 'orders', seconds: lived, rowsCopied: 9, rowsCompared: 9 },
    ];
    answer(host, { outcome: 'passed', stage: 'execute', because: 'done', applied });
  };
  let cancel = host.clock.after(1000 * stepSeconds, step);
  return { terminate: () => leave(143) };
};

const answer = ({ env, exit }: ProgramHost, result: MigratorResult): void => {
  writeFileSync(env['TIDEGATE_TERMINATION_LOG'] ?? '', JSON.stringify(result));
  exit(result.outcome === 'passed' ? 0 : 1);
};
