import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exitCodeOf, fitted, report } from '../../migrator/report.ts';
import { MigratorResult } from '../../src/contracts/migration/result.ts';

const finding = (line: number, sentence: string) => ({
  file: '001_a.sql',
  line,
  rule: 'drop-column',
  severity: 'refuse' as const,
  sentence,
});

const refused = (sentences: readonly string[], because = 'No.'): MigratorResult => ({
  outcome: 'refused',
  stage: 'validate',
  gate: 'compatibility',
  because,
  findings: sentences.map((sentence, index) => finding(index + 1, sentence)),
});

describe('the last words', () => {
  it('are the result as it is, where it fits', () => {
    expect(fitted(refused(['One.', 'Two.']))).toEqual(refused(['One.', 'Two.']));
  });

  it('lose the ends of lists, and count what they lost', () => {
    const fitting = fitted(refused(Array.from({ length: 100 }, () => 'A sentence of some length about one finding.')));
    if (fitting.outcome !== 'refused') throw new Error('Another outcome.');
    const kept = fitting.findings?.length ?? 0;
    expect(kept).toBeGreaterThan(20);
    expect(fitting.findings?.[0]?.line).toBe(1);
    expect(fitting.more).toBe(100 - kept);
  });

  it('keep the terms of contract files longer than warnings', () => {
    const contracts = [{ file: '002_a.contract.sql', flag: 'a', since: '1.0.0' }];
    const findings = Array.from({ length: 100 }, (_, index) => finding(index, 'x'.repeat(200)));
    expect(fitted({ outcome: 'passed', stage: 'validate', because: 'Yes.', contracts, findings })).toMatchObject({
      contracts,
    });
  });

  it('always fit and are always a result', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 3000 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), text, (sentences, because) => {
        const words = JSON.stringify(fitted(refused(sentences, because)));
        expect(Buffer.byteLength(words)).toBeLessThanOrEqual(4096);
        MigratorResult.parse(JSON.parse(words));
      }),
    );
  });

  it('are written where Kubernetes reads them, and whole into the log', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'last-words-'));
    const lines: string[] = [];
    const result = refused(Array.from({ length: 100 }, () => 'A sentence of some length about one finding.'));
    await report(result, join(folder, 'termination-log'), (line) => lines.push(line));
    expect(MigratorResult.parse(JSON.parse(await readFile(join(folder, 'termination-log'), 'utf8')))).toEqual(
      fitted(result),
    );
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ result }]);
    await rm(folder, { recursive: true });
  });

  it('are in the log only, where nothing can be written', async () => {
    const lines: string[] = [];
    await report(refused([]), '/nowhere/at/all', (line) => lines.push(line));
    expect(lines[1]).toMatch(/^The result is in this log only: ENOENT/);
  });

  it('tell by the exit code what they are', () => {
    expect(exitCodeOf(refused([]))).toBe(1);
    expect(exitCodeOf({ outcome: 'passed', stage: 'plan', because: '' })).toBe(0);
    expect(exitCodeOf({ outcome: 'failed', stage: 'plan', because: '', error: 'MigratorBroken', again: false })).toBe(
      2,
    );
  });
});
