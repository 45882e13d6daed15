import type { Connection } from 'mysql2/promise';
import { numbersTo } from './numbers.ts';
import { type PrivateDatabase, serverKind } from './server.ts';

/** The database that the tests migrate. */
export const shop = 'shop';

/** Who migrates, with no more than the privileges that docs/adr/0017-online-schema-change.md lists. */
export const migrator = { user: 'migrator', password: 'm,i=\'g"r\\a#te' } as const;

/** Who serves users meanwhile. */
export const application = { user: 'application', password: 'application' } as const;

/** In the database itself. */
const own = [
  ...['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'ALTER', 'INDEX', 'TRIGGER', 'LOCK TABLES'],
  ...serverKind.ownRights,
];

const accounts = [
  `CREATE DATABASE ${shop} CHARACTER SET utf8mb4`,
  `CREATE USER '${application.user}'@'127.0.0.1' IDENTIFIED ${serverKind.account} BY '${application.password}'`,
  `GRANT SELECT, INSERT, UPDATE, DELETE ON ${shop}.* TO '${application.user}'@'127.0.0.1'`,
  `GRANT ${own.join(', ')} ON ${shop}.* TO '${migrator.user}'@'127.0.0.1'`,
  `GRANT ${serverKind.grants} ON *.* TO '${migrator.user}'@'127.0.0.1'`,
];

/** Makes the database and both accounts. */
export const openShop = async (database: PrivateDatabase): Promise<void> => {
  const root = await database.root();
  await root.query(`CREATE USER 'migrator'@'127.0.0.1' IDENTIFIED ${serverKind.account} BY ?`, [migrator.password]);
  for (const statement of accounts) await root.query(statement);
  await root.end();
};

/** The row that a filled table of orders has under this id. */
export const filledRow = (id: number): { readonly note: string; readonly amount: number } => ({
  note: `order ${id}`,
  amount: (id * 7919) % 10_007,
});

/** Makes `table` anew with rows 1 to `rows`, as `filledRow` says them. */
export const fillOrders = async (root: Connection, table: string, rows: number): Promise<void> => {
  await root.query(`DROP TABLE IF EXISTS ${shop}.${table}`);
  await root.query(
    `CREATE TABLE ${shop}.${table} (
       id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, amount INT NOT NULL, note VARCHAR(100) NOT NULL,
       version INT NOT NULL DEFAULT 0, price DECIMAL(10,2) NOT NULL DEFAULT 1.25, weight FLOAT NULL DEFAULT 0.1,
       flags BIT(8) NOT NULL DEFAULT b'101', changed TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3), KEY amount (amount)
     ) ENGINE=InnoDB`,
  );
  await root.query(
    `INSERT INTO ${shop}.${table} (id, amount, note)
     SELECT seq, (seq * 7919) % 10007, CONCAT('order ', seq) FROM (${numbersTo(rows)}) AS numbers`,
  );
  await root.query(`ANALYZE TABLE ${shop}.${table}`);
};
