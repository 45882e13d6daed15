import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Connection } from 'mysql2/promise';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describeWithDatabase } from './harness/describe-with-database.ts';
import { differences } from './harness/differences.ts';
import { printFigures } from './harness/figures.ts';
import { columnsIn, leftovers } from './harness/leftovers.ts';
import { startLiveClient } from './harness/live-client.ts';
import { dropFolders, type MigratorFolders, migrationFolders, startMigrator } from './harness/migrator.ts';
import { type PrivateDatabase, startDatabase } from './harness/server.ts';
import { fillOrders, openShop } from './harness/shop.ts';

const seed = Number(process.env['TIDEGATE_TEST_SEED'] ?? 20_261_123);
const kills = Number(process.env['TIDEGATE_TEST_KILLS'] ?? 3);
const rows = kills >= 20 ? 200_000 : 60_000;

/** What is heard before the kill, and how many milliseconds may pass until it. */
const phases = [
  { hears: 'Copying approximately', withinMs: 1500 },
  { hears: '"doing":"comparing"', withinMs: 1500 },
  { hears: 'Swapping tables', withinMs: 30 },
  { hears: '"doing":"running"', withinMs: 600 },
  { hears: 'Creating triggers', withinMs: 20 },
  { hears: 'Dropping old table', withinMs: 20 },
  { hears: '"doing":"swapping"', withinMs: 200 },
] as const;

describeWithDatabase('a migrator whose processes are all killed, whatever it was doing', () => {
  let database: PrivateDatabase;
  let root: Connection;
  let folders: MigratorFolders;
  const random = xoroshiro128plus(seed);

  beforeAll(async () => {
    database = await startDatabase();
    await openShop(database);
    root = await database.root();
  });

  afterAll(async () => {
    await root.end();
    await database.close();
  });

  beforeEach(async () => {
    await root.query('DROP TABLE IF EXISTS shop.tidegate_migrations');
    await fillOrders(root, 'orders', rows);
    folders = migrationFolders({});
  });

  afterEach(() => dropFolders(folders));

  const killAndResume = async (nth: number): Promise<void> => {
    const column = `added_${nth}`;
    writeFileSync(
      join(folders.migrations, `${String(nth + 1).padStart(3, '0')}_add.sql`),
      `ALTER TABLE orders ADD COLUMN ${column} INT NOT NULL DEFAULT ${nth};`,
    );
    const phase = phases[nth % phases.length] ?? phases[0];
    const afterMs = uniformInt(random, 0, phase.withinMs);
    const killed = startMigrator(database, 'execute', folders);
    await killed.said(phase.hears);
    await delay(afterMs);
    killed.kill('SIGKILL');
    await killed.ended;
    const resumed = startMigrator(database, 'execute', folders);
    const { code, result } = await resumed.ended;
    const last = resumed.lines.slice(-30).join('\n');
    process.stderr.write(`killed ${afterMs} ms after ${phase.hears}: ${result?.because ?? last}\n`);
    expect({ code, result, last: code === 0 ? '' : last }).toMatchObject({ code: 0, result: { outcome: 'passed' } });
    expect(await leftovers(root, ['orders'])).toEqual([]);
    expect(await columnsIn(root, 'orders')).toContain(column);
  };

  const clients: readonly (readonly [string, boolean])[] = [
    ['by prepared statements', true],
    ['in whole statements', false],
  ];

  it.each(kills >= 20 ? clients : clients.slice(0, 1))(
    'does all that it was asked for when started again, while users write %s: none fails and none is lost',
    async (_, prepared) => {
      const options = { table: 'orders', filled: rows, connections: 8, writesPerSecond: 500, seed, prepared };
      const client = await startLiveClient(database, options);
      try {
        for (let nth = 0; nth < kills; nth += 1) await killAndResume(nth);
      } finally {
        await client.stop();
      }
      const traffic = await client.stop();
      const lost = await differences(root, 'orders', client.rows);
      printFigures(`${kills} kills, prepared ${prepared}`, traffic, lost);
      expect({ failures: traffic.failures.slice(0, 5), lost: lost.slice(0, 5) }).toEqual({ failures: [], lost: [] });
    },
    20 * 60_000,
  );
});
