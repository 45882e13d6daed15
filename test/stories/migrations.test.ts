import { beforeAll, expect, it } from '@jest/globals';
import { describeWithDatabase } from '../migrations/harness/describe-with-database.ts';
import { type Rehearsed, rehearse } from '../support/rehearse.ts';

const minutes = 60_000;

const goesAsTold = ({ exitCode, output }: Rehearsed): void =>
  expect([exitCode, output]).toEqual([0, expect.stringContaining('It went as told')]);

const failedIn = ({ report }: Rehearsed): number =>
  report.releases.flatMap(({ requests }) => requests).reduce((sum, { failed }) => sum + failed, 0);

describeWithDatabase('the example with a database', () => {
  let told: Rehearsed;
  beforeAll(async () => {
    told = await rehearse('examples/migrations');
  }, 8 * minutes);

  it('goes as told', () => goesAsTold(told));

  it('fails no request, of which each reads and writes the table that is changed', () => {
    expect(failedIn(told)).toBe(0);
    expect(told.report.load.sent).toBeGreaterThan(1_000);
  });

  it('widens the schema by copies that are compared row by row, and never takes that back', () => {
    const expands = told.report.migrations.filter(({ mode, outcome }) => mode === 'expand' && outcome === 'migrated');
    expect(expands.map(({ version, releaseEpoch }) => [version, releaseEpoch])).toEqual([
      ['2.0.0', 1],
      ['3.0.0', 2],
    ]);
    for (const { rowsCopied, rowsCompared, wayBack } of expands.flatMap(({ statements }) => statements)) {
      expect(rowsCopied).toBeGreaterThanOrEqual(50_000);
      expect([rowsCompared, wayBack]).toEqual([rowsCopied, expect.stringContaining('old code runs on')]);
    }
  });

  it('drops the old column once nothing needs it, which is the point of no return', () => {
    expect(told.report.migrations.at(-1)).toMatchObject({
      mode: 'contract',
      outcome: 'migrated',
      releaseEpoch: null,
      statements: [{ kind: 'contract', table: 'orders', wayBack: expect.stringContaining('point of no return') }],
    });
  });

  it('tells what each gate saw', () => {
    expect(told.output).toMatch(/validated[\s\S]*dry run[\s\S]*executed[\s\S]*verified[\s\S]*MIGRATED[\s\S]*too early/);
  });
});

describeWithDatabase('migrations that end otherwise', () => {
  let told: Rehearsed;
  beforeAll(async () => {
    told = await rehearse('test/stories/rehearsals/migrations');
  }, 5 * minutes);

  it('go as told: no Job, trigger or lock is left, and no request fails', () => {
    goesAsTold(told);
    expect(failedIn(told)).toBe(0);
  });

  it('are refused by the rule’s name before anything is deployed', () => {
    const [refused] = told.report.releases;
    expect(refused).toMatchObject({ outcome: 'rolled-back', because: expect.stringContaining('drop-column') });
    expect(refused?.weights.every(({ candidateWeight }) => candidateWeight === 0)).toBe(true);
    expect(told.output).not.toContain('beside the old one');
  });

  it('end with their release in the middle of a copy', () => {
    expect(told.report.migrations[1]?.because).toMatch(/ended ABORTED in the middle of the migration/);
    expect(told.report.migrations.map(({ outcome }) => outcome)).toEqual(['refused', 'failed', 'aborted', 'refused']);
  });
});
