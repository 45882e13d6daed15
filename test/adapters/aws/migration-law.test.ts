import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dynamodbMigrations } from '../../../src/adapters/aws/dynamodb-migrations.ts';
import type { MigrationRecord } from '../../../src/contracts/migration/record.ts';
import { admission, admitting, way } from '../../domain/migration/ways.ts';
import { migrationsInMemory } from '../../support/migrations-in-memory.ts';
import { openTable, tableName } from './table.ts';

let table: Awaited<ReturnType<typeof openTable>>;
beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());

/** Most sequences begin with a migration, or nearly every write would find no record. */
const sequences = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(admission, fc.array(way, { minLength: 1, maxLength: 14 }))
      .map(([first, rest]) => [admitting({ ...first, epoch: 1 }), ...rest]),
  },
  fc.array(way, { maxLength: 5 }),
);

const named = (record: MigrationRecord | undefined, database: string) => record && { ...record, database };

describe('the migration ledger over the wire', () => {
  it('answers, stores and remembers what src/domain/migration/lock.ts says, whatever is written in whatever order', async () => {
    let databases = 0;
    await fc.assert(
      fc.asyncProperty(sequences, async (sequence) => {
        const database = `shop-${databases++}`;
        const real = dynamodbMigrations(table.client, tableName);
        const memory = migrationsInMemory();
        let pure: MigrationRecord | undefined;
        for (const one of sequence) {
          const expected = one.write(pure);
          pure = expected ?? pure;
          expect(await one.send(real, database)).toEqual(named(expected, database));
          expect(await one.send(memory.migrations, database)).toEqual(named(expected, database));
          expect(await real.read(database)).toEqual(named(pure, database));
        }
        expect(await real.past(database, 9)).toEqual(await memory.migrations.past(database, 9));
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
