import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { missedBetween, newestOf, whyNotStarted } from '../../src/domain/missed.ts';
import { digestOf, recordWith } from '../support/release-facts.ts';

const now = '2026-11-23T12:00:00.000Z';
const image = (letter: string, ...tags: string[]) => ({ digest: digestOf(letter), tags, pushedAt: now });
const conclusion = { because: 'x', at: now };
const released = recordWith({ status: 'free', conclusion: { ...conclusion, outcome: 'released' } });
const rolledBack = recordWith({ status: 'free', conclusion: { ...conclusion, outcome: 'rolledBack' } });
const push = (tag: string, letter = 'c') => ({ tag, digest: digestOf(letter), pushedAt: now });

describe('the time in which a push is missed', () => {
  it('begins with the policy, or a day ago, and ends where an event may still come', () => {
    expect(missedBetween('2026-11-23T11:00:00.000Z', now)).toEqual({
      ...{ from: '2026-11-23T11:00:00.000Z', to: '2026-11-23T11:57:00.000Z' },
    });
    expect(missedBetween('2026-01-01T00:00:00.000Z', now)).toMatchObject({ from: '2026-11-22T12:00:00.000Z' });
  });

  it('has not come yet for a policy of a minute ago', () => {
    expect(missedBetween('2026-11-23T11:59:00.000Z', now)).toBeNull();
  });
});

describe('the newest push', () => {
  it('is the highest version, not the latest', () => {
    expect(newestOf([image('a', '2.10.0'), image('b', '2.9.0')], '*')).toMatchObject({ tag: '2.10.0' });
  });

  it('is one that the policy wants', () => {
    expect(newestOf([image('a', 'latest', '2.0.0-rc.1'), image('b', '1.0.0'), image('c', '3.0.0')], '<2')).toEqual({
      ...{ tag: '1.0.0', digest: digestOf('b'), pushedAt: now },
    });
    expect(newestOf([image('a', 'latest')], '*')).toBeUndefined();
  });

  it('is the same in whatever order images are listed', () => {
    const images = ['1.0.0', '1.2.0', '1.10.0', '0.9.9'].map((tag, i) => image(String(i), tag));
    fc.assert(
      fc.property(fc.shuffledSubarray(images, { minLength: 4 }), (some) => newestOf(some, '*')?.tag === '1.10.0'),
    );
  });
});

describe('a push that nobody handled', () => {
  it('is started when it is newer than what runs, and for a service that was never released', () => {
    expect(whyNotStarted(released, push('2.0.1'))).toBeNull();
    expect(whyNotStarted(rolledBack, push('1.5.0'))).toBeNull();
    expect(whyNotStarted(undefined, push('1.0.0'))).toBeNull();
  });

  it.each([
    ['it is what was released last', released, push('2.0.0', 'b')],
    ['it is what was rolled back last', rolledBack, push('2.0.0', 'b')],
    ['it is what ran before', released, push('1.4.0', 'a')],
    ['it was rolled back earlier', { ...released, withdrawn: [digestOf('c')] }, push('2.1.0')],
    ['something newer runs', released, push('1.9.0')],
    ['something newer runs, which a rollback left', rolledBack, push('1.3.9')],
  ])('is left alone when %s', (_, record, pushed) => {
    expect(whyNotStarted(record, pushed)).toMatch(pushed.tag);
  });
});
