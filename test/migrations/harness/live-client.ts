import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, createConnection, type ResultSetHeader } from 'mysql2/promise';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { PrivateDatabase } from './server.ts';
import { application, filledRow, shop } from './shop.ts';

/** A row as the client last wrote it. */
export interface WrittenRow {
  readonly amount: number;
  readonly note: string;
  readonly version: number;
}

/** What the client saw. */
export interface Traffic {
  readonly writes: number;
  readonly failures: readonly string[];
  readonly seconds: number;
  /** Of answers, in milliseconds. */
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly most: number };
}

export interface LiveClient {
  /** The rows that this client's answers say are there, by id. */
  readonly rows: ReadonlyMap<number, WrittenRow>;
  readonly writes: () => number;
  readonly failures: readonly string[];
  /** Ends it, the first time; answers what it saw. */
  stop(): Promise<Traffic>;
}

export interface LiveClientOptions {
  readonly table: string;
  /** Rows 1 to here were filled in before. */
  readonly filled: number;
  readonly connections: number;
  readonly writesPerSecond: number;
  readonly seed: number;
  /** Whether some writes are transactions that delete a row and insert another. */
  readonly transactions?: boolean;
  /** Statements that the server keeps prepared, as many drivers do. */
  readonly prepared?: boolean;
}

interface Worker {
  readonly prepared: boolean;
  readonly connection: Connection;
  /** Ids that only this worker writes. */
  readonly ids: number[];
  readonly below: (most: number) => number;
}

const send = async (worker: Worker, sql: string, values: readonly (string | number)[]): Promise<ResultSetHeader> => {
  const { connection } = worker;
  const [result] = worker.prepared
    ? await connection.execute<ResultSetHeader>(sql, [...values])
    : await connection.query<ResultSetHeader>(sql, [...values]);
  return result;
};

const insert = async (worker: Worker, table: string, rows: Map<number, WrittenRow>, nth: number): Promise<void> => {
  const row = { amount: worker.below(10_000), note: `inserted ${nth}`, version: 0 };
  const result = await send(worker, `INSERT INTO ${table} (amount, note) VALUES (?, ?)`, [row.amount, row.note]);
  rows.set(result.insertId, row);
  worker.ids.push(result.insertId);
};

const update = async (worker: Worker, table: string, rows: Map<number, WrittenRow>, nth: number): Promise<void> => {
  const id = worker.ids[worker.below(worker.ids.length)] ?? 0;
  const amount = worker.below(10_000);
  const result = await send(worker, `UPDATE ${table} SET amount = ?, note = ?, version = version + 1 WHERE id = ?`, [
    amount,
    `updated ${nth}`,
    id,
  ]);
  if (result.affectedRows !== 1) throw new Error(`row ${id} was not there to update`);
  rows.set(id, { amount, note: `updated ${nth}`, version: (rows.get(id)?.version ?? 0) + 1 });
};

const remove = async (worker: Worker, table: string, rows: Map<number, WrittenRow>): Promise<number> => {
  const index = worker.below(worker.ids.length);
  const id = worker.ids[index] ?? 0;
  const result = await send(worker, `DELETE FROM ${table} WHERE id = ?`, [id]);
  if (result.affectedRows !== 1) throw new Error(`row ${id} was not there to delete`);
  rows.delete(id);
  worker.ids[index] = worker.ids.at(-1) ?? 0;
  worker.ids.pop();
  return id;
};

/** One transaction that deletes a row and inserts another. */
const replace = async (worker: Worker, table: string, rows: Map<number, WrittenRow>, nth: number): Promise<void> => {
  await worker.connection.query('START TRANSACTION');
  const written = new Map<number, WrittenRow>();
  try {
    const id = await remove(worker, table, written);
    await insert(worker, table, written, nth);
    await worker.connection.query('COMMIT');
    rows.delete(id);
    for (const [inserted, row] of written) rows.set(inserted, row);
  } catch (error) {
    await worker.connection.query('ROLLBACK');
    throw error;
  }
};

const filledRows = (filled: number): Map<number, WrittenRow> => {
  const rows = new Map<number, WrittenRow>();
  for (let id = 1; id <= filled; id += 1) rows.set(id, { ...filledRow(id), version: 0 });
  return rows;
};

const openWorkers = async (database: PrivateDatabase, options: LiveClientOptions): Promise<readonly Worker[]> => {
  const workers: Worker[] = [];
  for (let index = 0; index < options.connections; index += 1) {
    const random = xoroshiro128plus(options.seed * 1000 + index);
    workers.push({
      prepared: options.prepared === true,
      connection: await createConnection({
        host: '127.0.0.1',
        port: database.port,
        user: application.user,
        password: application.password,
        database: shop,
      }),
      ids: [],
      below: (most) => uniformInt(random, 0, Math.max(0, most - 1)),
    });
  }
  for (let id = 1; id <= options.filled; id += 1) workers[id % workers.length]?.ids.push(id);
  return workers;
};

const trafficOf = (latencies: number[], failures: readonly string[], seconds: number): Traffic => {
  const sorted = latencies.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    writes: sorted.length,
    failures,
    seconds,
    latencyMs: { p50: at(0.5), p99: at(0.99), most: at(1) },
  };
};

/**
 * Writes without a pause: updates, inserts, deletes, and transactions if asked for, each of any row. It never tries again: any error, and any row that is not
 * where its log says, is a failure.
 */
export const startLiveClient = async (database: PrivateDatabase, options: LiveClientOptions): Promise<LiveClient> => {
  const rows = filledRows(options.filled);
  const workers = await openWorkers(database, options);
  const latencies: number[] = [];
  const failures: string[] = [];
  const began = performance.now();
  let stopped = false;
  let seconds: number | undefined;
  let nth = 0;
  const writeOnce = async (worker: Worker): Promise<void> => {
    nth += 1;
    const dice = worker.below(options.transactions === true ? 5 : 4);
    const from = performance.now();
    try {
      if (dice === 0) await insert(worker, options.table, rows, nth);
      else if (dice === 1) await remove(worker, options.table, rows);
      else if (dice === 4) await replace(worker, options.table, rows, nth);
      else await update(worker, options.table, rows, nth);
    } catch (error) {
      failures.push(`after ${Math.round(performance.now() - began)} ms: ${String(error)}`);
    }
    latencies.push(performance.now() - from);
  };
  const everyMs = (1000 * workers.length) / options.writesPerSecond;
  const work = async (worker: Worker, index: number): Promise<void> => {
    let due = began + (everyMs * index) / workers.length;
    while (!stopped) {
      await writeOnce(worker);
      due = Math.max(due + everyMs, performance.now() - everyMs * 20);
      await delay(Math.max(0, due - performance.now()));
    }
    await worker.connection.end();
  };
  const working = Promise.all(workers.map(work));
  return {
    rows,
    failures,
    writes: () => latencies.length,
    stop: async () => {
      seconds ??= (performance.now() - began) / 1000;
      stopped = true;
      await working;
      return trafficOf(latencies, failures, seconds);
    },
  };
};
