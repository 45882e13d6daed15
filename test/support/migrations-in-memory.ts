import type { MigrationRecord } from '../../src/contracts/migration/record.ts';
import * as lock from '../../src/domain/migration/lock.ts';
import type { Databases } from '../../src/ports/databases.ts';
import type { MigrationLedger } from '../../src/ports/migration-ledger.ts';

type Stored = MigrationRecord | undefined;

/** The migration ledger over plain values: what `src/domain/migration/lock.ts` says, one write at a time. */
export const migrationsInMemory = (...stored: readonly MigrationRecord[]) => {
  const records = new Map(stored.map((record) => [record.database, record]));
  const history: MigrationRecord[] = [];
  const calls: string[] = [];
  const write = async (call: string, database: string, change: (stored: Stored) => Stored): Promise<Stored> => {
    calls.push(`migrations.${call}`);
    const changed = change(records.get(database));
    if (changed !== undefined) records.set(database, changed);
    return changed;
  };
  const migrations: MigrationLedger = {
    read: (database) => write('read', database, (stored) => stored),
    admit: (record) =>
      write('admit', record.database, (stored) =>
        lock.isOwnAttempt(stored, record) ? stored : lock.admitted(stored, record),
      ),
    run: (ref, run) => write('run', ref.database, (stored) => lock.running(stored, ref, run)),
    progress: (ref, progress, at) =>
      write('progress', ref.database, (stored) => lock.progressed(stored, ref, progress, at)),
    keep: (ref, result) => write('keep', ref.database, (stored) => lock.kept(stored, ref, result)),
    ask: (ref, asked) => write('ask', ref.database, (stored) => lock.asked(stored, ref, asked)),
    answer: (database, answer, epoch) => write('answer', database, (stored) => lock.answered(stored, answer, epoch)),
    end: (database, because, epoch) => write('end', database, (stored) => lock.ended(stored, because, epoch)),
    conclude: (ref, conclusion) =>
      write('conclude', ref.database, (stored) => {
        const concluded = lock.concluded(stored, ref, conclusion);
        if (concluded !== undefined && stored?.status !== 'free') history.unshift(concluded);
        return concluded;
      }),
    concluded: async ({ database, epoch }) =>
      history.find((record) => record.database === database && record.epoch === epoch),
    past: async (database, limit) => history.filter((record) => record.database === database).slice(0, limit),
  };
  const databases: Databases = { all: async () => [...records.keys()].toSorted() };
  return { migrations, databases, records, history, calls };
};
