import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { WrittenRow } from './live-client.ts';
import { shop } from './shop.ts';

interface FoundRow extends RowDataPacket {
  readonly id: number;
  readonly amount: number;
  readonly note: string;
  readonly version: number;
}

const isSame = (found: FoundRow, written: WrittenRow): boolean =>
  found.amount === written.amount && found.note === written.note && found.version === written.version;

/** Every row that is in the table otherwise than the client's log says; empty when no write was lost and none was made up. */
export const differences = async (
  root: Connection,
  table: string,
  written: ReadonlyMap<number, WrittenRow>,
): Promise<readonly string[]> => {
  const [found] = await root.query<FoundRow[]>(`SELECT id, amount, note, version FROM ${shop}.${table}`);
  const ids = new Set(found.map((row) => row.id));
  const wrong = found.flatMap((row) => {
    const expected = written.get(row.id);
    if (expected === undefined) return [`row ${row.id} should not be there`];
    return isSame(row, expected)
      ? []
      : [`row ${row.id} is ${row.note} v${row.version}, not ${expected.note} v${expected.version}`];
  });
  return [...wrong, ...[...written.keys()].filter((id) => !ids.has(id)).map((id) => `row ${id} is missing`)];
};
