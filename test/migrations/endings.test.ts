import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { type Bench, openBench } from './harness/bench.ts';
import { describeWithDatabase } from './harness/describe-with-database.ts';
import { columnsIn, leftovers } from './harness/leftovers.ts';
import { migrator, shop } from './harness/shop.ts';

interface Holder extends RowDataPacket {
  readonly holder: number | null;
}

describeWithDatabase('the end of a migration', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await openBench();
  });

  afterAll(() => bench.close());

  beforeEach(() => bench.reset());

  const isUntouched = async (): Promise<void> => {
    expect(await leftovers(bench.root, ['orders'])).toEqual([]);
    expect(await columnsIn(bench.root, 'orders')).not.toContain('grade');
  };

  it.each([
    ['a value of one row is another', 'UPDATE shop._orders_new SET weight = 0.2 WHERE id = 60000'],
    ['a row is too many', "INSERT INTO shop._orders_new (id, amount, note) VALUES (90000, 1, '')"],
  ])('is a refusal when %s in the copy, and the table stays as it was', async (_, corruption) => {
    const run = await bench.pausedInCopy();
    const [{ affectedRows }] = await bench.root.query<ResultSetHeader>(corruption);
    expect(affectedRows).toBe(1);
    bench.resume();
    const { code, result } = await run.ended;
    expect(code).toBe(1);
    expect(result).toMatchObject({ outcome: 'refused', gate: 'checksum' });
    await isUntouched();
  });

  it('leaves neither triggers nor tables after SIGTERM', async () => {
    const run = await bench.pausedInCopy();
    expect(await leftovers(bench.root, ['orders'])).toHaveLength(4);
    run.terminate();
    const { code, result } = await run.ended;
    expect(code).toBe(2);
    expect(result).toMatchObject({ outcome: 'failed', error: 'MigratorStopped', again: true });
    await isUntouched();
  });

  it('is cleaned by the next stage when it was a SIGKILL, and strangers are left alone', async () => {
    const strangers = ['_other_new', 'other', 'pt_osc_shop_other_ins'];
    await bench.root.query(`CREATE TABLE ${shop}._other_new (id INT PRIMARY KEY)`);
    await bench.root.query(`CREATE TABLE ${shop}.other (id INT PRIMARY KEY)`);
    await bench.root.query(
      `CREATE TRIGGER ${shop}.pt_osc_shop_other_ins AFTER INSERT ON ${shop}.other FOR EACH ROW REPLACE INTO ${shop}._other_new VALUES (NEW.id)`,
    );
    const run = await bench.pausedInCopy();
    run.kill('SIGKILL');
    await run.ended;
    expect((await bench.start('clean').ended).result).toMatchObject({ outcome: 'passed', stage: 'clean' });
    expect(await leftovers(bench.root, ['orders', ...strangers])).toEqual([]);
    expect(await leftovers(bench.root, ['orders'])).toHaveLength(strangers.length);
    await bench.root.query(`DROP TABLE ${shop}.other, ${shop}._other_new`);
  });

  it('comes before the begin when somebody else’s table has the name of the copy', async () => {
    await bench.root.query(`CREATE TABLE ${shop}._orders_new (id INT PRIMARY KEY)`);
    const { result } = await bench.start('execute').ended;
    expect(result).toMatchObject({ outcome: 'refused', gate: 'leftovers' });
    expect((await bench.start('clean').ended).result?.because).toBe('Nothing was left behind.');
    expect(await leftovers(bench.root, ['orders'])).toEqual(['_orders_new']);
    await bench.root.query(`DROP TABLE ${shop}._orders_new`);
  });

  it('comes at once when its connection is ended by the migrator that takes its place', async () => {
    const first = await bench.pausedInCopy();
    bench.resume();
    const [row] = (await bench.root.query<Holder[]>("SELECT IS_USED_LOCK('tidegate:shop') AS holder"))[0];
    await bench.root.query(`KILL ${row?.holder}`);
    const { result } = await first.ended;
    expect(result).toMatchObject({ outcome: 'failed', error: 'DatabaseUnreachable', again: true });
    expect((await bench.start('execute').ended).result).toMatchObject({ outcome: 'passed' });
    expect(await leftovers(bench.root, ['orders'])).toEqual([]);
  });

  it('comes to a connection that holds the lock on a node that is lost', async () => {
    const { user, password } = migrator;
    const lost = await createConnection({ host: '127.0.0.1', port: bench.database.port, user, password });
    let ended = false;
    lost.on('error', () => {
      ended = true;
    });
    await lost.query("SELECT GET_LOCK('tidegate:shop', 0)");
    expect((await bench.start('execute').ended).result).toMatchObject({ outcome: 'passed' });
    expect(ended).toBe(true);
  });

  it('is the same for tables, rows and indexes that need no copy, and is written down once', async () => {
    writeFileSync(
      join(bench.folders.migrations, '002_shops.sql'),
      `CREATE TABLE shops (id INT NOT NULL PRIMARY KEY, name VARCHAR(40) NOT NULL);
       INSERT INTO shops (id, name) VALUES (1, 'one'), (2, 'two');`,
    );
    const { result } = await bench.start('execute').ended;
    expect(result).toMatchObject({
      outcome: 'passed',
      applied: [{ table: 'orders' }, { table: 'shops' }, { table: 'shops' }],
    });
    const [rows] = await bench.root.query(`SELECT COUNT(*) AS n FROM ${shop}.shops`);
    expect(rows).toEqual([{ n: 2 }]);
    expect((await bench.start('execute').ended).result?.because).toBe('Nothing was pending.');
    await bench.root.query(`DROP TABLE ${shop}.shops`);
  });

  it('tells nobody the password: neither the log nor the arguments of a process', async () => {
    const run = await bench.pausedInCopy();
    const commands = execFileSync('ps', ['-ww', '-eo', 'args'], { encoding: 'utf8' }).split('\n');
    expect(commands.some((command) => command.includes('pt-online-schema-change'))).toBe(true);
    expect(commands.filter((command) => command.includes(migrator.password))).toEqual([]);
    bench.resume();
    await run.ended;
    expect(run.lines.filter((line) => line.includes(migrator.password))).toEqual([]);
  });
});
