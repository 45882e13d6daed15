import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import {
  ensureHistory,
  finish,
  type Intention,
  intend,
  readHistory,
  sha256Of,
} from '../../migrator/database/history.ts';
import { planDefinition } from '../../migrator/database/planning.ts';
import { lint } from '../../migrator/lint/lint.ts';
import { describeWithDatabase } from './harness/describe-with-database.ts';
import { columnsIn, leftovers } from './harness/leftovers.ts';
import { migrator } from './harness/shop.ts';
import { type Files, openStages, type Stages } from './harness/stages.ts';

const add: Files = { '001_notes.sql': 'ALTER TABLE orders ADD COLUMN notes TEXT NULL;' };
const drop: Files = {
  '002_note.contract.sql': '-- tidegate:contract flag=newNotes since=2.1.0\nALTER TABLE orders DROP COLUMN note;',
};

describeWithDatabase('the stages of a migration', () => {
  let stages: Stages;

  beforeAll(async () => {
    stages = await openStages();
  });

  afterAll(() => stages.close());

  beforeEach(async () => {
    await stages.reset();
    await stages.root.query('CREATE TABLE orders (id INT PRIMARY KEY AUTO_INCREMENT, note VARCHAR(20) NULL)');
    await stages.root.query("INSERT INTO orders (note) VALUES ('a'), ('b'), ('c')");
  });

  /** Begins a statement as a run does that dies before it can say that it is done. */
  const begin = async (files: Files, migration: string, act: (intention: Intention) => Promise<void>) => {
    const [[name, sql] = ['', '']] = Object.entries(files);
    const [planned] = lint([{ name, sql }]).statements;
    if (planned === undefined) throw new Error(`${name} has no statement.`);
    const { table, kind, via } = planned;
    const definitions = await planDefinition(stages.session, planned);
    const intention = {
      ...{ file: name, statement: 0, sha256: sha256Of({ name, sql }), migration },
      ...{ table, kind, via, sql: planned.sql, ...definitions },
    };
    await ensureHistory(stages.session);
    await intend(stages.session, intention);
    await act(intention);
  };

  it('lead from a file to a schema that is as planned', async () => {
    expect(await stages.runAll(add)).toEqual({
      outcome: 'passed',
      stage: 'verify',
      because:
        '1 statement done, the schema is as planned. 3 rows were compared before tables took each other’s place.',
      applied: [
        {
          file: '001_notes.sql',
          line: 1,
          table: 'orders',
          seconds: expect.any(Number),
          rowsCopied: 3,
          rowsCompared: 3,
        },
      ],
    });
    expect(await columnsIn(stages.root, 'orders')).toEqual(['id', 'note', 'notes']);
    expect(await leftovers(stages.root, ['orders'])).toEqual([]);
    expect(await stages.run('validate', add)).toMatchObject({ outcome: 'passed', pending: [], contracts: [] });
  });

  it('drop in mode contract what an expand file left, once it is applied', async () => {
    const files = { ...add, ...drop };
    expect(await stages.run('validate', files, { mode: 'contract' })).toMatchObject({ gate: 'history' });
    expect(await stages.runAll(files)).toMatchObject({ outcome: 'passed' });
    expect(await stages.run('validate', files)).toMatchObject({
      pending: [],
      contracts: [{ file: '002_note.contract.sql', flag: 'newNotes', since: '2.1.0' }],
    });
    expect(await stages.runAll(files, { mode: 'contract', migration: 'shop:2' })).toMatchObject({ outcome: 'passed' });
    expect(await columnsIn(stages.root, 'orders')).toEqual(['id', 'notes']);
    expect(await stages.run('validate', files)).toMatchObject({ pending: [], contracts: [] });
  });

  it('change nothing before execute', async () => {
    await stages.run('validate', add);
    expect(await stages.run('plan', add)).toMatchObject({ outcome: 'passed' });
    expect(await leftovers(stages.root, ['orders'])).toEqual([]);
    expect(await columnsIn(stages.root, 'orders')).toEqual(['id', 'note']);
  });

  it('refuse what old code could not bear, with the way out', async () => {
    const result = await stages.run('validate', { '001_a.sql': '\nALTER TABLE orders DROP COLUMN note;' });
    expect(result).toMatchObject({ outcome: 'refused', gate: 'compatibility' });
    expect(result.because).toMatch(/^001_a\.sql:2 drop-column: .*contract migration/);
  });

  it('refuse a file that was applied and reads otherwise now', async () => {
    await stages.runAll(add);
    const result = await stages.run('validate', { '001_notes.sql': `${add['001_notes.sql']} -- changed` });
    expect(result).toMatchObject({ outcome: 'refused', gate: 'history' });
  });

  it('begin with the file after the baseline', async () => {
    const files = {
      '001_orders.sql': 'CREATE TABLE orders (id INT PRIMARY KEY);',
      '002_more.sql': add['001_notes.sql'] ?? '',
    };
    expect(await stages.run('validate', files)).toMatchObject({ outcome: 'refused' });
    expect(await stages.runAll(files, { baseline: 1 })).toMatchObject({ outcome: 'passed' });
    expect((await readHistory(stages.session)).map(({ file }) => file)).toEqual(['002_more.sql']);
  });

  it('go on in the middle of a file, and know that nobody uses yet what it made', async () => {
    const files = {
      '001_fresh.sql': 'CREATE TABLE fresh (id INT PRIMARY KEY, a INT);\nALTER TABLE fresh DROP COLUMN a;',
    };
    await begin(files, 'shop:1', async ({ sql, file }) => {
      await stages.session.run(sql);
      await finish(stages.session, { file, statement: 0 });
    });
    expect(await stages.run('validate', files, { migration: 'shop:2' })).toMatchObject({
      outcome: 'passed',
      pending: [{ line: 2, table: 'fresh', via: 'direct' }],
    });
    expect(await stages.runAll(files, { migration: 'shop:2' })).toMatchObject({ outcome: 'passed' });
    expect(await columnsIn(stages.root, 'fresh')).toEqual(['id']);
  });

  it('finish what a killed run has done and not written down, and say that they can’t tell what it compared', async () => {
    await begin(add, 'shop:1', async ({ sql }) => void (await stages.session.run(sql)));
    expect(await stages.run('verify', add)).toMatchObject({ outcome: 'refused', gate: 'history' });
    expect(await stages.runAll(add, { migration: 'shop:2' })).toMatchObject({
      outcome: 'passed',
      because: expect.stringContaining('Of orders (001_notes.sql) the number is not known'),
    });
    expect(await columnsIn(stages.root, 'orders')).toEqual(['id', 'note', 'notes']);
  });

  it.each(['validate', 'plan', 'execute'] as const)(
    'refuse in %s a table that somebody else changed meanwhile',
    async (stage) => {
      await begin(
        add,
        'shop:1',
        async () => void (await stages.root.query('ALTER TABLE orders ADD COLUMN by_hand INT')),
      );
      const result = await stages.run(stage, add);
      expect(result).toMatchObject({ outcome: 'refused', gate: 'drift' });
      expect(result.because).toContain('orders is neither as it was before 001_notes.sql');
    },
  );

  it('begin anew a statement that was begun and did nothing, even when its file reads otherwise now', async () => {
    await begin(add, 'shop:1', async () => undefined);
    const files = { '001_notes.sql': 'ALTER TABLE orders ADD COLUMN notes LONGTEXT NULL;' };
    expect(await stages.runAll(files, { migration: 'shop:2' })).toMatchObject({ outcome: 'passed' });
  });

  it('refuse in verify a schema that is not what was planned, and say in what', async () => {
    await stages.runAll(add);
    await stages.root.query('ALTER TABLE orders DROP COLUMN notes, ADD COLUMN other INT');
    expect(await stages.run('verify', add)).toEqual({
      outcome: 'refused',
      stage: 'verify',
      gate: 'schema',
      because: expect.stringMatching(
        /^The schema is not what was planned: orders lacks `notes` text( DEFAULT NULL)?, and has `other` int\(11\) DEFAULT NULL\.$/,
      ),
    });
  });

  it.each([
    ['CREATE TABLE _orders_old LIKE orders', 'table _orders_old'],
    ['CREATE TABLE _tidegate_plan_7_1 (id INT)', 'table _tidegate_plan_7_1'],
    [
      'CREATE TRIGGER pt_osc_shop_orders_del AFTER DELETE ON orders FOR EACH ROW SET @a = 1',
      'trigger pt_osc_shop_orders_del',
    ],
  ])('refuse in verify what a copy left behind: %s', async (sql, left) => {
    await stages.runAll(add);
    await stages.root.query(sql);
    expect(await stages.run('verify', add)).toMatchObject({
      gate: 'leftovers',
      because: `Left behind: ${left}. Run clean.`,
    });
  });

  it('ask no database where there are no migrations', async () => {
    expect(await stages.run('plan', {}, {}, { TIDEGATE_DB_HOST: '' })).toEqual({
      outcome: 'passed',
      stage: 'plan',
      because: 'The image has no migrations.',
      pending: [],
    });
  });

  it('fail for good when the database turns them away, and never say the password', async () => {
    const denied = await stages.run('validate', add, {}, { TIDEGATE_DB_USER: 'nobody' });
    expect(denied).toMatchObject({ outcome: 'failed', error: 'DatabaseDenied', again: false });
    expect(stages.log.join('')).not.toContain(migrator.password);
  });

  it('fail for now when nothing listens', async () => {
    expect(await stages.run('validate', add, {}, { TIDEGATE_DB_PORT: '1' })).toMatchObject({
      outcome: 'failed',
      error: 'DatabaseUnreachable',
      again: true,
    });
  });
});
