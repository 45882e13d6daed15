import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { writeDefaultsFile } from '../../migrator/online/defaults-file.ts';
import { type Certificates, makeCertificates } from './harness/certificates.ts';
import { describeWithDatabase } from './harness/describe-with-database.ts';
import { columnsIn } from './harness/leftovers.ts';
import { migrator, shop } from './harness/shop.ts';
import { type Files, openStages, type Stages } from './harness/stages.ts';

const files: Files = { '001_notes.sql': 'ALTER TABLE orders ADD COLUMN notes TEXT NULL;' };

const connect = `my $d = DBI->connect("DBI:mysql:;mysql_read_default_group=client;mysql_read_default_file=$ARGV[0]", undef, undef, { PrintError => 0 });
print $d ? 'connected by ' . ($d->selectrow_array("SHOW STATUS LIKE 'Ssl_version'"))[1] : $DBI::errstr;`;

/** What the client of pt-online-schema-change says when it connects with our file of defaults. */
const copyClient = async (port: number, ca: string): Promise<string> => {
  const scratch = mkdtempSync(join(tmpdir(), 'tidegate-scratch-'));
  const access = { host: 'localhost', port, ...migrator, database: shop, replicas: [], ca };
  const file = await writeDefaultsFile(access, scratch);
  const said = spawnSync('perl', ['-MDBI', '-e', connect, file], { encoding: 'utf8' });
  rmSync(scratch, { recursive: true, force: true });
  return `${said.stdout}${said.stderr}`;
};

describeWithDatabase('a database that speaks TLS only', () => {
  let certificates: Certificates;
  let stages: Stages;

  beforeAll(async () => {
    certificates = makeCertificates();
    stages = await openStages(certificates.options);
    await stages.root.query('CREATE TABLE orders (id INT PRIMARY KEY AUTO_INCREMENT, note VARCHAR(20) NULL)');
    await stages.root.query("INSERT INTO orders (note) VALUES ('a'), ('b')");
    await stages.root.query(`ALTER USER '${migrator.user}'@'127.0.0.1' REQUIRE SSL`);
  });

  afterAll(async () => {
    await stages.close();
    certificates.drop();
  });

  const run = (stage: 'plan' | 'execute', ca: string, { on = stages, host = 'localhost' } = {}) =>
    on.run(stage, files, {}, { TIDEGATE_DB_HOST: host, TIDEGATE_DB_CA: ca });

  it('lets nobody in without it', async () => {
    expect(await run('plan', '')).toMatchObject({ outcome: 'failed', error: 'DatabaseDenied' });
  });

  it('is not believed when another authority vouches for it', async () => {
    const other = makeCertificates();
    try {
      expect(await run('plan', other.ca)).toMatchObject({
        outcome: 'failed',
        error: 'DatabaseAccessInvalid',
        because: expect.stringMatching(/certificate.*TIDEGATE_DB_CA must hold the CA/),
      });
    } finally {
      other.drop();
    }
  });

  it('is not believed when it has another server’s certificate', async () => {
    const elsewhere = makeCertificates('elsewhere.example');
    const impostor = await openStages(elsewhere.options);
    try {
      expect(await run('plan', elsewhere.ca, { on: impostor })).toMatchObject({
        outcome: 'failed',
        error: 'DatabaseAccessInvalid',
        because: expect.stringContaining("localhost. is not in the cert's altnames"),
      });
      expect(await copyClient(impostor.database.port, elsewhere.ca)).toContain('certificate failed');
    } finally {
      await impostor.close();
      elsewhere.drop();
    }
  });

  it('is not believed by its address, for certificates are of names', async () => {
    expect(await run('plan', certificates.ca, { host: '127.0.0.1' })).toMatchObject({
      outcome: 'failed',
      error: 'DatabaseAccessInvalid',
      because: expect.stringContaining('127.0.0.1 is an address: give the name'),
    });
  });

  it('is migrated by the migrator and the copy alike', async () => {
    expect(await copyClient(stages.database.port, certificates.ca)).toMatch(/^connected by TLS/);
    expect(await run('plan', certificates.ca)).toMatchObject({ outcome: 'passed' });
    expect(await run('execute', certificates.ca)).toMatchObject({ outcome: 'passed' });
    expect(await columnsIn(stages.root, 'orders')).toContain('notes');
  });
});
