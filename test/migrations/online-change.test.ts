import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Connection } from 'mysql2/promise';
import { until } from './harness/bench.ts';
import { describeWithDatabase } from './harness/describe-with-database.ts';
import { differences } from './harness/differences.ts';
import { printFigures } from './harness/figures.ts';
import { columnsIn, leftovers } from './harness/leftovers.ts';
import { startLiveClient } from './harness/live-client.ts';
import { dropFolders, migrationFolders, startMigrator } from './harness/migrator.ts';
import { type PrivateDatabase, startDatabase } from './harness/server.ts';
import { fillOrders, openShop } from './harness/shop.ts';

const rows = 200_000;

describeWithDatabase('an online change of 200,000 rows that users write to', () => {
  let database: PrivateDatabase;
  let root: Connection;

  beforeAll(async () => {
    database = await startDatabase();
    await openShop(database);
    root = await database.root();
  });

  afterAll(async () => {
    await root.end();
    await database.close();
  });

  it.each([
    ['whole statements', false],
    ['prepared statements', true],
  ])(
    'fails and loses none of at least 300 writes a second, by %s',
    async (_, prepared) => {
      await root.query('DROP TABLE IF EXISTS shop.tidegate_migrations');
      await fillOrders(root, 'orders', rows);
      const folders = migrationFolders({
        '001_note.sql':
          "ALTER TABLE orders ADD COLUMN grade INT NOT NULL DEFAULT 5 COMMENT 'Güte', ADD KEY grade (grade);",
      });
      const options = {
        table: 'orders',
        filled: rows,
        connections: 8,
        writesPerSecond: 600,
        seed: 7,
        prepared,
        transactions: true,
      };
      const client = await startLiveClient(database, options);
      const run = startMigrator(database, 'execute', folders);
      const { result } = await run.ended;
      const after = client.writes() + 100;
      await until(() => client.writes() > after);
      const traffic = await client.stop();
      const lost = await differences(root, 'orders', client.rows);
      printFigures(`200,000 rows, prepared ${prepared}`, traffic, lost);
      dropFolders(folders);
      expect(result).toMatchObject({ outcome: 'passed', applied: [{ table: 'orders', file: '001_note.sql' }] });
      expect({ failures: traffic.failures.slice(0, 5), lost: lost.slice(0, 5) }).toEqual({ failures: [], lost: [] });
      expect(traffic.writes / traffic.seconds).toBeGreaterThanOrEqual(300);
      expect(await leftovers(root, ['orders'])).toEqual([]);
      expect(await columnsIn(root, 'orders')).toContain('grade');
    },
    120_000,
  );
});
