import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { readPolicyFile } from '../../src/contracts/policy-file.ts';
import { wholePolicy } from '../docs/whole-policy.ts';

const alarms = ['orders-errors'];

const read = (fragment: Readonly<Record<string, unknown>>) =>
  readPolicyFile('tidegate.yml', stringify(wholePolicy(fragment)));

const policyOf = (fragment: Readonly<Record<string, unknown>>) => {
  const reading = read(fragment);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.value;
};

describe('what a policy says of judging', () => {
  it('asks a person when a step could not be judged, and goes back when nobody answers for a day', () => {
    expect(policyOf({ health: { alarms } }).health).toEqual({
      ...{ alarms, minimumRequests: 20, patience: 3600, inconclusive: 'ask', askFor: 86_400 },
      ...{ errors: { worseBy: 2 }, latency: { worseBy: 10, atLeast: 0.005, warmUp: 60 } },
    });
  });

  it('has a breaker that nobody asked for', () => {
    expect(policyOf({}).breaker).toEqual({ failures: 3, within: 86_400, cooldown: 3600 });
  });

  it('turns the breaker off by a word', () => {
    expect(policyOf({ breaker: 'off' }).breaker).toBe('off');
  });

  it('has an error budget only when it says so', () => {
    expect(policyOf({}).budget).toBeUndefined();
    expect(policyOf({ budget: {} }).budget).toEqual({ objective: 99.9, share: 25 });
  });

  it.each<[claim: string, fragment: Readonly<Record<string, unknown>>, at: string, says: RegExp, fix: RegExp]>([
    [
      'a difference of nothing',
      { health: { alarms, errors: { worseBy: 0 } } },
      'health.errors.worseBy',
      /./,
      /above 0/,
    ],
    [
      'more than all',
      { health: { alarms, latency: { worseBy: 101 } } },
      'health.latency.worseBy',
      /./,
      /100 p.* or less/,
    ],
    [
      'an unknown end',
      { health: { alarms, inconclusive: 'rollback' } },
      'health.inconclusive',
      /known/,
      /mean rollBack/,
    ],
    ['a breaker without failures', { breaker: { failures: 0 } }, 'breaker.failures', /below/, /1 or more/],
    [
      'a misspelt key of the breaker',
      { breaker: { cooldwon: '1h' } },
      'breaker.cooldwon',
      /unknown/,
      /mean cooldown\?/,
    ],
    ['a breaker that is a truth', { breaker: false }, 'breaker', /none of the/, /use off; give a mapping/],
    ['an objective that allows nothing', { budget: { objective: 100 } }, 'budget.objective', /./, /less than 100/],
    ['a share of nothing', { budget: { share: 0 } }, 'budget.share', /./, /above 0/],
  ])('refuses %s', (_claim, fragment, path, says, fix) => {
    const reading = read(fragment);
    expect(reading.ok ? [] : reading.problems).toEqual([
      expect.objectContaining({ path, problem: expect.stringMatching(says), fix: expect.stringMatching(fix) }),
    ]);
  });
});
