import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readMigrations } from '../../migrator/files.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('the folder of migrations', () => {
  it('is read in the order of numbers', async () => {
    await writeFile(join(folder, '010_b.contract.sql'), 'B');
    await writeFile(join(folder, '002_a.sql'), 'ä');
    expect(await readMigrations(folder)).toEqual([
      { name: '002_a.sql', sql: 'ä' },
      { name: '010_b.contract.sql', sql: 'B' },
    ]);
  });

  it('may be empty, missing, or have nothing but hidden files', async () => {
    await writeFile(join(folder, '.gitkeep'), '');
    expect(await readMigrations(folder)).toEqual([]);
    expect(await readMigrations(join(folder, 'missing'))).toEqual([]);
  });

  it.each(['README.md', 'a.sql', '001_a.down.sql', '01_a.sql'])('is refused with the file %s', async (name) => {
    await writeFile(join(folder, name), 'SELECT 1');
    await expect(readMigrations(folder)).rejects.toThrow(`"${name}" is no migration`);
  });

  it('is refused with links and folders, whatever their names', async () => {
    await symlink('/etc/hostname', join(folder, '001_a.sql'));
    await expect(readMigrations(folder)).rejects.toThrow('"001_a.sql" is no migration');
    await rm(join(folder, '001_a.sql'));
    await mkdir(join(folder, '002_b.sql'));
    await expect(readMigrations(folder)).rejects.toThrow('"002_b.sql" is no migration');
  });

  it('is refused with what is not UTF-8, or too large to be a migration', async () => {
    await writeFile(join(folder, '001_a.sql'), Buffer.from([0xff, 0xfe]));
    await expect(readMigrations(folder)).rejects.toThrow('001_a.sql is not UTF-8');
    await writeFile(join(folder, '001_a.sql'), Buffer.alloc(1_000_001, ' '));
    await expect(readMigrations(folder)).rejects.toThrow('001_a.sql has more than 1000000 bytes');
  });

  it('keeps a byte order mark, so that the lint can refuse it', async () => {
    await writeFile(join(folder, '001_a.sql'), '\ufeffSELECT 1');
    expect((await readMigrations(folder))[0]?.sql).toBe('\ufeffSELECT 1');
  });
});
