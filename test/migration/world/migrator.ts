import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramHost, StartProgram } from '../../../emulator/src/ports.ts';
import type { MigratorResult, PendingStatement, Stage } from '../../../src/contracts/migration/result.ts';

/** A database with one large table, as far as a migrator of these stories changes it. */
export interface Database {
  /** Migrations are run once. */
  applied: boolean;
  /** What an older version needed is gone. */
  dropped: boolean;
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
  /** When the contract file may run. */
  contract?: { readonly flag: string; readonly since: string };
  /** Bytes; without, nobody sees them. */
  freeDiskBytes?: number;
}

const stages: readonly Stage[] = ['validate', 'plan', 'execute', 'verify', 'clean'];
const workSeconds = 3;
const stepSeconds = 10;

type Mode = PendingStatement['kind'];

const files: Readonly<Record<Mode, string>> = { expand: '002_note.sql', contract: '003_old_note.contract.sql' };

const statement = (kind: Mode, rows: number): PendingStatement => ({
  ...{ file: files[kind], line: 1, table: 'orders', kind, via: 'online', rows, bytes: 1_000_000 },
});

const serverOf = ({ freeDiskBytes }: Manner) => ({
  ...{ version: '11.8.3', lagSeconds: null, longTransactions: [] },
  freeDiskBytes: freeDiskBytes ?? { unseen: 'it runs on a managed server' },
});

/** A migrator without a server: it takes its time, tells how far it is, and leaves triggers where it is killed. */
export const migratorOf = (database: Database, manner: Manner = {}): StartProgram => {
  let killed = 0;
  return (host) => {
    const stage = stages.find((one) => host.command.includes(one));
    if (stage === undefined) throw new Error(`no stage in ${host.command.join(' ')}`);
    database.begun.push(stage);
    if (stage === 'execute') {
      const killsAfter = killed < (manner.kills ?? 0) ? stepSeconds * 3 : Infinity;
      killed += killsAfter === Infinity ? 0 : 1;
      return copy(host, database, { copySeconds: 120, ...manner, killsAfter });
    }
    const mode = modeOf(host);
    const cancel = host.clock.after(1000 * workSeconds, () =>
      answer(host, resultOf({ stage, mode }, database, manner)),
    );
    return {
      terminate: () => {
        cancel();
        host.exit(143);
      },
    };
  };
};

interface Asked {
  readonly stage: Exclude<Stage, 'execute'>;
  readonly mode: Mode;
}

const resultOf = ({ stage, mode }: Asked, database: Database, manner: Manner): MigratorResult => {
  if (stage === 'clean') {
    database.triggers = false;
    return { outcome: 'passed', stage, because: 'nothing is left' };
  }
  if (stage === 'verify')
    return database.triggers
      ? { outcome: 'refused', stage, gate: 'leftovers', because: 'triggers are left' }
      : { outcome: 'passed', stage, because: 'the schema is what was planned' };
  if (manner.refuses !== undefined && stage === 'validate') return manner.refuses;
  return { outcome: 'passed', stage, because: 'ok', ...workOf({ stage, mode }, database, manner) };
};

const workOf = ({ stage, mode }: Asked, { applied, dropped }: Database, manner: Manner) => {
  const done = mode === 'expand' ? applied : dropped;
  const pending = done ? [] : [statement(mode, manner.rows ?? 200_000)];
  const contracts = manner.contract === undefined || dropped ? [] : [{ file: files.contract, ...manner.contract }];
  return { pending, contracts, ...(stage === 'plan' ? { server: serverOf(manner), seconds: 120 } : {}) };
};

/** What follows a name on the command line. */
const optionOf = ({ command }: ProgramHost, name: string): string => command[command.indexOf(name) + 1] ?? '';

const modeOf = (host: ProgramHost): Mode => (optionOf(host, '--mode') === 'contract' ? 'contract' : 'expand');

const copy = (
  host: ProgramHost,
  database: Database,
  { copySeconds, killsAfter }: { readonly copySeconds: number; readonly killsAfter: number },
) => {
  const [mode, control] = [modeOf(host), join(optionOf(host, '--control'), 'pause')];
  const file = files[mode];
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
    const paused = existsSync(control);
    copied += paused ? 0 : stepSeconds;
    if (lived >= killsAfter) leave(137);
    else if (copied >= copySeconds) done();
    else goOn(paused);
  };
  const goOn = (paused: boolean): void => {
    const percent = Math.floor((100 * copied) / copySeconds);
    const progress = { file, table: 'orders', doing: paused ? 'paused' : 'copying', percent };
    host.log(JSON.stringify({ progress }));
    cancel = host.clock.after(1000 * stepSeconds, step);
  };
  const done = (): void => {
    database.triggers = false;
    if (mode === 'expand') database.applied = true;
    else database.dropped = true;
    database.changing -= 1;
    const applied = [{ file, line: 1, table: 'orders', seconds: lived, rowsCopied: 9, rowsCompared: 9 }];
    answer(host, { outcome: 'passed', stage: 'execute', because: 'done', applied });
  };
  let cancel = host.clock.after(1000 * stepSeconds, step);
  return { terminate: () => leave(143) };
};

const answer = ({ env, exit }: ProgramHost, result: MigratorResult): void => {
  writeFileSync(env['TIDEGATE_TERMINATION_LOG'] ?? '', JSON.stringify(result));
  exit(result.outcome === 'passed' ? 0 : 1);
};
