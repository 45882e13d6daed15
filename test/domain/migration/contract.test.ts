import { describe, expect, it } from '@jest/globals';
import type { ReleaseRecord } from '../../../src/contracts/release.ts';
import { type ContractGround, judgeContract } from '../../../src/domain/migration/contract.ts';
import { servedSince } from '../../../src/domain/migration/served-since.ts';
import { digestOf, recordWith } from '../../support/release-facts.ts';

const now = '2026-11-23T10:00:00.000Z';
const version = (number: string) => ({ version: number, digest: digestOf(number.slice(0, 1)) });

/** A concluded release from one version to another. */
const ended = (
  from: string,
  to: string,
  at: string,
  outcome: 'released' | 'rolledBack' = 'released',
): ReleaseRecord => {
  const record = recordWith({ status: 'free', admittedAt: at, conclusion: { outcome, because: 'so', at } });
  return { ...record, release: { ...record.release, from: version(from), to: version(to) } };
};
const latest = ended('1.9.0', '2.0.0', '2026-11-01T10:00:00.000Z');

const ground = (changes: Partial<ContractGround> = {}): ContractGround => ({
  ...{ service: 'orders', contracts: [{ file: '003_drop.contract.sql', flag: 'new-note', since: '2.0.0' }] },
  ...{ flags: { 'new-note': { enabled: true } }, raise: [], record: latest, history: [latest], others: [] },
  ...{ retentionSeconds: 7 * 86_400, waitedSeconds: 0, now },
  ...changes,
});

describe('what an older version needed', () => {
  it('is dropped when its flag is on, nobody runs such a version, and none may come back', () => {
    expect(judgeContract(ground())).toEqual({
      kind: 'advance',
      because: 'nothing needs what 003_drop.contract.sql drops',
    });
  });

  it('stays while the flag is off, or on for some users only', () => {
    const raise = [{ key: 'new-note', attribute: 'percent' }];
    expect(judgeContract(ground({ flags: { 'new-note': { enabled: false } } }))).toMatchObject({
      ...{ kind: 'tooEarly', because: 'flag new-note is not on, which 003_drop.contract.sql waits for' },
    });
    expect(judgeContract(ground({ raise, flags: { 'new-note': { enabled: true, percent: 50 } } }))).toMatchObject({
      ...{ kind: 'tooEarly', because: expect.stringContaining('on for 50 % of users only') },
    });
    expect(judgeContract(ground({ raise, flags: { 'new-note': { enabled: true, percent: 100 } } })).kind).toBe(
      'advance',
    );
  });

  it('stays while users are on an older version, or on what is no version', () => {
    const back = ended('1.9.0', '2.0.0', '2026-11-01T10:00:00.000Z', 'rolledBack');
    expect(judgeContract(ground({ record: back, history: [back] }))).toMatchObject({
      ...{ kind: 'tooEarly', because: expect.stringContaining('users of orders are on 1.9.0') },
    });
    const odd = ended('1.9.0', 'latest', '2026-11-01T10:00:00.000Z');
    expect(judgeContract(ground({ record: odd, history: [odd] })).kind).toBe('tooEarly');
  });

  it('stays until the retention is over, and is looked at again then, after six hours at most', () => {
    const lately = ended('1.9.0', '2.0.0', '2026-11-16T11:00:00.000Z');
    expect(judgeContract(ground({ record: lately, history: [lately] }))).toEqual({
      kind: 'tooEarly',
      because: 'orders may go back to a version before 2.0.0 until 11:00 UTC: 168 h after it came',
      lookAgainSeconds: 3600,
    });
    const yesterday = ended('1.9.0', '2.0.0', '2026-11-22T10:00:00.000Z');
    expect(judgeContract(ground({ record: yesterday, history: [yesterday] }))).toMatchObject({
      lookAgainSeconds: 21_600,
    });
  });

  it('stays while a release of the service or of a neighbour is under way', () => {
    const running = recordWith({ status: 'active' });
    expect(judgeContract(ground({ record: running }))).toMatchObject({
      ...{ kind: 'tooEarly', because: expect.stringContaining('release 7 of orders is active') },
    });
    const billing = { ...recordWith({ status: 'quarantined' }), service: 'billing', epoch: 4 };
    expect(judgeContract(ground({ others: [billing] }))).toMatchObject({
      ...{ kind: 'tooEarly', because: expect.stringContaining('release 4 of billing is quarantined') },
    });
  });

  it('is asked for ever more seldom, and for a month at most', () => {
    const off = { flags: { 'new-note': { enabled: false } } };
    const looks = [0, 3600, 864_000].map((waitedSeconds) => judgeContract(ground({ ...off, waitedSeconds })));
    expect(looks).toMatchObject([{ lookAgainSeconds: 30 }, { lookAgainSeconds: 360 }, { lookAgainSeconds: 21_600 }]);
    expect(judgeContract(ground({ ...off, waitedSeconds: 30 * 86_400 }))).toMatchObject({
      ...{
        kind: 'refuse',
        gate: 'contract',
        because: expect.stringContaining('it waited for 720 h, and still flag new-note'),
      },
    });
  });

  it.each([
    [{ flags: undefined }, 'the policy of orders has no flags'],
    [{ flags: {} }, 'flag new-note does not exist'],
    [{ record: undefined, history: [] }, 'Tidegate never released orders'],
  ])('is refused where no waiting helps: %j', (changes, because) => {
    expect(judgeContract(ground(changes))).toMatchObject({
      ...{ kind: 'refuse', gate: 'contract', because: expect.stringContaining(because) },
    });
  });
});

describe('since when a version has served', () => {
  const days = (day: number) => `2026-11-${String(day).padStart(2, '0')}T10:00:00.000Z`;

  it.each([
    ['is its release', [ended('1.9.0', '2.0.0', days(3))], days(3)],
    ['goes on over later releases', [ended('2.0.0', '2.1.0', days(9)), ended('1.9.0', '2.0.0', days(3))], days(3)],
    [
      'begins anew after a fallback',
      [ended('1.9.0', '2.0.1', days(9)), ended('2.0.0', '1.9.0', days(5)), ended('1.9.0', '2.0.0', days(3))],
      days(9),
    ],
    [
      'is nothing while an older one serves',
      [ended('2.0.0', '1.9.0', days(5)), ended('1.9.0', '2.0.0', days(3))],
      null,
    ],
    [
      'is not changed by a release that was rolled back',
      [ended('2.0.0', '2.1.0', days(9), 'rolledBack'), ended('1.9.0', '2.0.0', days(3))],
      days(3),
    ],
    ['is as early as the history tells', [ended('2.0.0', '2.1.0', days(9))], days(9)],
    ['is nothing without a history', [], null],
  ])('%s', (_, history, since) => {
    expect(servedSince(history, '2.0.0')).toBe(since);
  });
});
