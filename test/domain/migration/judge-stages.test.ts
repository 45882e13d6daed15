import { describe, expect, it } from '@jest/globals';
import type { FoundInMigration, PendingStatement } from '../../../src/contracts/migration/result.ts';
import { judgeExecution, judgeValidation, judgeVerification } from '../../../src/domain/migration/judge-stages.ts';
import { progressSentence } from '../../../src/domain/migration/progress.ts';

const found = (line: number, changes: Partial<FoundInMigration> = {}): FoundInMigration => ({
  ...{ file: '002_drop.sql', line, rule: 'drop-column', severity: 'refuse' },
  sentence: `column c${line} is still read by the version that runs`,
  ...changes,
});
const statement = (changes: Partial<PendingStatement> = {}): PendingStatement => ({
  ...{ file: '002_note.sql', line: 1, table: 'orders', kind: 'expand', via: 'online' },
  ...changes,
});

describe('what validate answers', () => {
  it('refuses with the first finding and how many there are', () => {
    const warned = found(1, { severity: 'warn' });
    const findings = [warned, found(3), found(7)];
    expect(
      judgeValidation(
        { outcome: 'refused', stage: 'validate', gate: 'compatibility', because: 'no', findings },
        'expand',
      ),
    ).toEqual({
      kind: 'refuse',
      gate: 'compatibility',
      because: '002_drop.sql line 3, drop-column: column c3 is still read by the version that runs (the first of 2)',
    });
  });

  it('refuses with its own sentence where nothing was found in a file', () => {
    const because = '001_orders.sql was applied, and reads otherwise now';
    expect(judgeValidation({ outcome: 'refused', stage: 'validate', gate: 'history', because }, 'expand')).toEqual({
      ...{ kind: 'refuse', gate: 'history', because },
    });
  });

  it('goes on when something is pending, and says what was overridden', () => {
    const findings = [found(3, { severity: 'warn', allowed: 'nobody reads it since 1.8' })];
    const pending = [statement(), statement({ line: 2 })];
    expect(
      judgeValidation({ outcome: 'passed', stage: 'validate', because: 'ok', pending, findings }, 'expand'),
    ).toEqual({
      kind: 'advance',
      because: '2 statements of 1 file may be run; 1 refusal overridden in the files, with a reason',
    });
  });

  it('ends well when there is nothing to do, but not when the list was only cut', () => {
    const passed = { outcome: 'passed', stage: 'validate', because: 'ok' } as const;
    expect(judgeValidation(passed, 'expand').kind).toBe('nothing');
    expect(judgeValidation({ ...passed, pending: [statement()] }, 'contract').kind).toBe('nothing');
    expect(judgeValidation({ ...passed, pending: [statement({ kind: 'contract' })] }, 'contract').kind).toBe('advance');
    expect(judgeValidation({ ...passed, pending: [], more: 40 }, 'expand').kind).toBe('advance');
  });
});

describe('what execute and verify answer', () => {
  it('tells what was run', () => {
    const applied = [
      {
        ...{ file: '002_note.sql', line: 1, table: 'orders', seconds: 61.4 },
        rowsCopied: 200_000,
        rowsCompared: 200_012,
      },
      { file: '003_new.sql', line: 1, table: 'refunds', seconds: 0.2 },
    ];
    expect(judgeExecution({ outcome: 'passed', stage: 'execute', because: 'ok', applied })).toEqual({
      kind: 'advance',
      because: '2 statements run in 62 s: 200,000 rows copied, 200,012 compared',
    });
  });

  it.each(['schema', 'leftovers', 'checksum'] as const)('refuses by the gate %s', (gate) => {
    const refused = { outcome: 'refused', stage: 'verify', gate, because: 'it is not so' } as const;
    expect(judgeVerification(refused)).toEqual({ kind: 'refuse', gate, because: 'it is not so' });
  });
});

describe('how far a copy is', () => {
  it.each([
    [{ doing: 'copying', percent: 43.7, secondsLeft: 230 }, 'copied 43 % of orders, about 4 min left'],
    [{ doing: 'copying', percent: 99, secondsLeft: 12 }, 'copied 99 % of orders, about 12 s left'],
    [
      { doing: 'paused', percent: 10, because: 'the file pause is there' },
      'paused, having copied 10 % of orders: the file pause is there',
    ],
    [
      { doing: 'throttled', because: 'replica db-2 is 9 s behind' },
      'waits, having copied orders: replica db-2 is 9 s behind',
    ],
    [{ doing: 'comparing', percent: 50 }, 'compares 50 % of old and new orders'],
    [{ doing: 'swapping' }, 'lets the new orders take the place of the old one'],
    [{ doing: 'running' }, 'runs 002_note.sql on orders'],
  ] as const)('is told: %j', (progress, sentence) => {
    expect(progressSentence({ file: '002_note.sql', table: 'orders', ...progress })).toBe(sentence);
  });
});
