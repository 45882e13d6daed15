import { describe, expect, it } from '@jest/globals';
import { sentenceOf } from '../../src/release/sentence-of.ts';
import { nestedFailure } from '../support/nested-failure.ts';

const told = (error: Parameters<typeof sentenceOf>[0]['error']) => sentenceOf({ because: 'a verdict said so', error });

describe('why the machine goes back', () => {
  it('is the verdict when nothing failed', () => {
    expect(told({})).toBe('a verdict said so');
  });

  it('is what a function threw, or what Step Functions says in plain words', () => {
    const Cause = JSON.stringify({ errorType: 'CallFailed', errorMessage: 'ModifyRule failed', trace: [] });
    expect(told({ Error: 'CallFailed', Cause })).toBe('CallFailed: ModifyRule failed');
    expect(told({ Error: 'States.Timeout', Cause: 'The task ran out of time.' })).toBe(
      'States.Timeout: The task ran out of time.',
    );
    expect(told({ Error: 'States.Timeout' })).toBe('States.Timeout');
  });

  it('is the sentence with which the migration ended, without the description around it', () => {
    const because = 'gate compatibility: 004_drop.sql:3: old code reads orders.note';
    expect(told(nestedFailure({ Status: 'FAILED', Error: 'MigrationRefused', Cause: because }))).toBe(
      `MigrationRefused: ${because}`,
    );
  });

  it('is what a function of the migration threw, when that was not caught', () => {
    const Cause = JSON.stringify({ errorType: 'RecordInvalid', errorMessage: "the record can't be read", trace: [] });
    expect(told(nestedFailure({ Status: 'FAILED', Error: 'RecordInvalid', Cause }))).toBe(
      "RecordInvalid: the record can't be read",
    );
  });

  it('says how the migration ended when it was stopped, with or without words', () => {
    expect(told(nestedFailure({ Status: 'ABORTED' }))).toBe('the execution 5d1c4d2c ended ABORTED');
    expect(told(nestedFailure({ Status: 'TIMED_OUT', Error: 'States.Timeout' }))).toBe(
      'States.Timeout: the execution 5d1c4d2c ended TIMED_OUT',
    );
    expect(told(nestedFailure({ Status: 'ABORTED', Cause: 'wrong database' }))).toBe(
      'the execution 5d1c4d2c ended ABORTED: wrong database',
    );
  });
});
