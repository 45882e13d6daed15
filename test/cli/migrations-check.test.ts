import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tidegate } from '../support/command.ts';

const created = 'CREATE TABLE orders (id BIGINT PRIMARY KEY AUTO_INCREMENT, total INT NOT NULL);';
const widened = 'ALTER TABLE orders ADD COLUMN total_in_cents BIGINT NULL;';
const dropped = 'ALTER TABLE orders DROP COLUMN total;';
const terms = '-- tidegate:contract flag=total-in-cents since=2.0.0';

describe('tidegate migrations check', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidegate-migrations-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const check = async (files: Readonly<Record<string, string>>, ...words: string[]) => {
    for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, name), `${sql}\n`);
    return tidegate('migrations', 'check', folder, ...words);
  };

  it('finds nothing wrong with a wider schema, and says what only the database can tell', async () => {
    const { code, out, err } = await check({ '001_orders.sql': created, '002_cents.sql': widened }, '--applied', '1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/002_cents\.sql:1 is judged beside the database: .+\n1 migrations: 0 refused, 0 warnings\n$/s);
  });

  it('refuses what old code could not bear, with the way to do it', async () => {
    const { code, err } = await check({ '001_orders.sql': created, '002_drop.sql': dropped }, '--applied', '1');
    expect(code).toBe(2);
    expect(err).toMatch(
      /^002_drop\.sql:1 drop-column: Drops orders\.total: .+\n {4}Release code that no longer uses it/,
    );
  });

  it('judges only what is not applied', async () => {
    const files = { '001_orders.sql': created, '002_drop.sql': dropped };
    expect(await check(files, '--applied', '2')).toMatchObject({
      code: 0,
      out: '0 migrations: 0 refused, 0 warnings\n',
    });
  });

  it('lets a contract file drop, and only that one', async () => {
    const files = { '001_orders.sql': created, '002_drop.contract.sql': `${terms}\n${dropped}` };
    expect(await check(files, '--applied', '1')).toMatchObject({ code: 0 });
    const unsaid = await check({ '002_drop.contract.sql': dropped }, '--applied', '1');
    expect(unsaid).toMatchObject({ code: 2, err: expect.stringContaining('contract-terms') });
    expect(unsaid.err.match(/contract-terms/g)).toHaveLength(1);
  });

  it('names what is no migration, and a folder that is not there', async () => {
    expect(await check({ 'notes.txt': 'hello' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('"notes.txt"'),
    });
    const nowhere = await tidegate('migrations', 'check', join(folder, 'nowhere'));
    expect(nowhere).toMatchObject({ code: 2, err: expect.stringContaining('is no folder') });
  });

  it('tells the same as JSON', async () => {
    const { code, out } = await check(
      { '001_orders.sql': created, '002_drop.sql': dropped },
      '--applied',
      '1',
      '--json',
    );
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ files: ['002_drop.sql'], findings: [{ rule: 'drop-column', line: 1 }] });
  });
});
