import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { RowDataPacket } from 'mysql2/promise';
import { type Bench, openBench, until } from './harness/bench.ts';
import { describeWithDatabase } from './harness/describe-with-database.ts';
import { columnsIn, leftovers } from './harness/leftovers.ts';
import { type PrivateDatabase, startReplica } from './harness/server.ts';

const rows = 60_000;

interface Behind extends RowDataPacket {
  readonly Seconds_Behind_Master: number | null;
}

/** Connections that do nothing for ten minutes: each is one running thread. */
const keepBusy = async (database: PrivateDatabase, threads: number): Promise<() => void> => {
  const connections = await Promise.all(Array.from({ length: threads }, () => database.root()));
  for (const connection of connections) {
    connection.on('error', () => undefined);
    connection.query('DO SLEEP(600)').catch(() => undefined);
  }
  const one = await database.root();
  await until(async () => {
    const [found] = await one.query('SHOW PROCESSLIST');
    return (
      Array.isArray(found) && found.filter((row) => 'Info' in row && row.Info === 'DO SLEEP(600)').length === threads
    );
  });
  await one.end();
  return () => {
    for (const connection of connections) connection.destroy();
  };
};

describeWithDatabase('a copy that would be in the way', () => {
  let bench: Bench;
  let replica: PrivateDatabase;

  beforeAll(async () => {
    bench = await openBench();
    replica = await startReplica(bench.database);
  });

  afterAll(async () => {
    await replica.close();
    await bench.close();
  });

  beforeEach(() => bench.reset());

  it('stops while replication is stopped, and goes on when it runs', async () => {
    const target = await replica.root();
    await target.query('STOP SLAVE SQL_THREAD');
    const run = bench.start('execute', [], [replica]);
    await run.said('"doing":"throttled"');
    const copied = await bench.copied();
    expect(run.progress.findLast(({ doing }) => doing === 'throttled')?.because).toMatch(/^replication is stopped/);
    expect(copied).toBeLessThan(rows);
    await until(() => run.progress.filter(({ doing }) => doing === 'throttled').length >= 2);
    expect(await bench.copied()).toBe(copied);
    await target.query('START SLAVE SQL_THREAD');
    expect((await run.ended).result).toMatchObject({ outcome: 'passed' });
    expect(await leftovers(bench.root, ['orders'])).toEqual([]);
    await target.end();
  });

  it('stops while a replica is further behind than it may be, and goes on when it has caught up', async () => {
    const target = await replica.root();
    const delayBy = async (seconds: number): Promise<void> => {
      await target.query('STOP SLAVE');
      await target.query(`CHANGE MASTER TO MASTER_DELAY = ${seconds}`);
      await target.query('START SLAVE');
    };
    await delayBy(600);
    await bench.root.query('CREATE DATABASE IF NOT EXISTS unseen');
    await until(async () => {
      const [status] = await target.query<Behind[]>('SHOW SLAVE STATUS');
      return (status[0]?.Seconds_Behind_Master ?? 0) >= 2;
    });
    const run = bench.start('execute', ['--max-lag', '1'], [replica]);
    await run.said('s behind');
    expect(run.progress.findLast(({ doing }) => doing === 'throttled')?.because).toMatch(/is \d+ s behind$/);
    expect(await bench.copied()).toBeLessThan(rows);
    await delayBy(0);
    expect((await run.ended).result).toMatchObject({ outcome: 'passed' });
    await target.end();
  });

  it('stops while the database has more to do than it may, and goes on afterwards', async () => {
    const relax = await keepBusy(bench.database, 12);
    const run = bench.start('execute', ['--max-load', 'Threads_running=10', '--critical-load', 'Threads_running=90']);
    await run.said('the database is busy: Threads_running=');
    expect(await bench.copied()).toBeLessThan(rows);
    relax();
    expect((await run.ended).result).toMatchObject({ outcome: 'passed' });
  });

  it('gives up when the database has far too much to do, and may be started again', async () => {
    const relax = await keepBusy(bench.database, 12);
    const run = bench.start('execute', ['--max-load', 'Threads_running=5', '--critical-load', 'Threads_running=10']);
    const { code, result } = await run.ended;
    relax();
    expect(code).toBe(2);
    expect(result).toMatchObject({ outcome: 'failed', error: 'DatabaseBusy', again: true });
    expect(result?.because).toMatch(/Threads_running=\d+ exceeds its critical threshold 10/);
    expect(await leftovers(bench.root, ['orders'])).toEqual([]);
    expect(await columnsIn(bench.root, 'orders')).not.toContain('grade');
    expect((await bench.start('execute').ended).result).toMatchObject({ outcome: 'passed' });
  });

  it('stands still while the control folder says pause, and goes on when it no longer does', async () => {
    const run = await bench.pausedInCopy();
    const copied = await bench.copied();
    expect(copied).toBeLessThan(rows);
    await until(() => run.progress.filter(({ doing }) => doing === 'paused').length >= 2);
    expect(await bench.copied()).toBe(copied);
    bench.resume();
    expect((await run.ended).result).toMatchObject({ outcome: 'passed' });
  });
});
