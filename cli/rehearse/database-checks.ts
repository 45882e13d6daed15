import { setTimeout as delay } from 'node:timers/promises';
import type { RowDataPacket } from 'mysql2/promise';
import type { Check } from '../../src/contracts/report.ts';
import type { DatabaseAccess } from './database/access.ts';
import { rowsOf } from './database/connection.ts';
import type { Setting } from './setting.ts';

type Columns = Readonly<Record<string, readonly string[]>>;

/** What must be true of the policy's database once an attempt is over; nothing where it has none. */
export async function databaseChecks({ world, migrations }: Setting, columns: Columns = {}): Promise<Check[]> {
  const { database, registered, cluster } = world;
  if (database === undefined || migrations === undefined) return [];
  const lock = await lockCheck(migrations);
  const { namespace = '' } = registered.policy.migrations ?? {};
  const running = (await cluster.pods(namespace)).filter(
    ({ name, hasEnded }) => name.startsWith('tidegate-') && !hasEnded,
  );
  return [
    lock,
    nothingCheck(
      'no migrator runs any more',
      running.map(({ name }) => name),
    ),
    nothingCheck('no table or trigger of a copy is left', await leftovers(database.migrator)),
    ...(await Promise.all(Object.entries(columns).map((wanted) => columnsCheck(database.migrator, wanted)))),
  ];
}

function nothingCheck(claim: string, found: readonly string[]): Check {
  return { claim, holds: found.length === 0, found: found.join(', ') || 'none' };
}

const freeWithinMs = 30_000;
const pollEveryMs = 200;

/** A release that is aborted goes back at once; its migration is cleaned up beside it, and frees the database a little later. */
async function lockCheck({ ledger, database }: NonNullable<Setting['migrations']>): Promise<Check> {
  const begun = performance.now();
  const status = async (): Promise<string> => (await ledger.read(database))?.status ?? 'free';
  let found = await status();
  while (found !== 'free' && performance.now() - begun < freeWithinMs) {
    await delay(pollEveryMs);
    found = await status();
  }
  return { claim: `database ${database} is free`, holds: found === 'free', found };
}

interface Named extends RowDataPacket {
  readonly name: string;
}

/** Tables that pt-online-schema-change and the migrator make for a while, and any trigger: programs of rehearsals have none. */
async function leftovers(access: DatabaseAccess): Promise<string[]> {
  const sql = `
    SELECT TABLE_NAME AS name FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = ? AND (TABLE_NAME LIKE '\\\\_%\\\\_new' OR TABLE_NAME LIKE '\\\\_%\\\\_old' OR TABLE_NAME LIKE '\\\\_tidegate%')
    UNION ALL
    SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ? AND TRIGGER_NAME LIKE 'pt\\\\_osc%'`;
  return (await rowsOf<Named>(access, sql, [access.database, access.database])).map(({ name }) => name);
}

async function columnsCheck(access: DatabaseAccess, [table, wanted]: [string, readonly string[]]): Promise<Check> {
  const sql =
    'SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION';
  const found = (await rowsOf<Named>(access, sql, [access.database, table])).map(({ name }) => name);
  const holds = found.length === wanted.length && wanted.every((name) => found.includes(name));
  return { claim: `${table} has the columns ${wanted.join(', ')}`, holds, found: found.join(', ') || 'no such table' };
}
