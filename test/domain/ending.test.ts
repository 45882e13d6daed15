import { describe, expect, it } from '@jest/globals';
import { Status } from '../../src/contracts/release.ts';
import { usersMustBeOn } from '../../src/domain/ending.ts';
import { reversed, undoValues } from '../../src/domain/flags.ts';
import { whyQuarantined } from '../../src/domain/quarantine.ts';
import { splitFor } from '../../src/domain/split.ts';
import { withdrawnAfter } from '../../src/domain/withdrawn.ts';
import { digestOf, home, recordWith, site } from '../support/release-facts.ts';
import { cohortRule, recordOf } from '../support/strategy-records.ts';

const [off, on] = [{ enabled: false }, { enabled: true }];
const change = { key: 'loyalty-points', before: off, after: on };
const item = { kind: 'flags' as const, tier: 'instant' as const, home, changes: [change] };

describe('where users must be when an end cannot be proven', () => {
  it('is the old version, until the point of no return', () => {
    const { release } = recordWith();
    const onCandidate = Status.options.filter((status) => usersMustBeOn({ status, release }) === 'candidate');
    expect(onCandidate).toEqual(['retiring']);
  });

  it('is the old version for good when the plan ends an experiment', () => {
    const { release } = recordWith();
    const plan = [
      ...release.plan.slice(0, -1),
      { kind: 'retire' as const, drainSeconds: 60, side: 'candidate' as const },
    ];
    expect(usersMustBeOn({ status: 'retiring', release: { ...release, plan } })).toBe('stable');
  });
});

describe('a quarantine', () => {
  const quarantined = (usersOn: 'stable' | 'candidate') =>
    recordWith({
      status: 'quarantined',
      conclusion: { outcome: 'quarantined', because: 'no answer', at: '2026-11-23T11:00:00.000Z', usersOn },
    });
  const onStable = { ...splitFor(site, 0), sticky: false };
  const onCandidate = { ...splitFor(site, 100), sticky: false };
  const flags = (value: object) => [{ item, values: { 'loyalty-points': { ...value } } }];

  it('ends when weights and flags are those of the side that the ledger says', () => {
    expect(whyQuarantined(quarantined('stable'), [onStable], flags(off))).toBeNull();
    expect(whyQuarantined(quarantined('candidate'), [onCandidate], flags(on))).toBeNull();
  });

  it.each([
    ['users are on the other version', quarantined('stable'), onCandidate, off, 'send all users to 1.4.0 (blue)'],
    ['users are still on the old version', quarantined('candidate'), onStable, on, 'send all users to 2.0.0 (green)'],
    ['some users are elsewhere', quarantined('stable'), { ...splitFor(site, 5), sticky: false }, off, '1.4.0 (blue)'],
    ['cookies override the weights', quarantined('stable'), { ...onStable, sticky: true }, off, '1.4.0 (blue)'],
    ['a flag still has the new value', quarantined('stable'), onStable, on, 'give the flags the values'],
    ['a flag lacks the new value', quarantined('candidate'), onCandidate, off, 'give the flags the values'],
  ] as const)('stands while %s, and says what to do', (_, record, live, value, what) => {
    const why = whyQuarantined(record, [live], flags(value));
    expect(why).toContain(what);
    expect(why).toContain('(no answer)');
    expect(why).toContain('tidegate unlock orders --reason');
  });

  it('stands while a cohort is still on the version that was rolled back', () => {
    const record = recordOf('ab-test', { ...quarantined('stable'), release: recordOf('ab-test').release });
    expect(whyQuarantined(record, [onStable, { ...onCandidate, listenerRule: cohortRule }], [])).toContain('1.4.0');
    expect(whyQuarantined(record, [onStable, { ...onStable, listenerRule: cohortRule }], [])).toBeNull();
  });

  it('asks of a flag that was raised by steps only its last value', () => {
    const steps = [100, 25].map((percent) => {
      const raised = { key: 'new-checkout', before: off, after: { enabled: true, percent } };
      return { item: { ...item, changes: [raised] }, values: { 'new-checkout': { enabled: true, percent: 100 } } };
    });
    expect(whyQuarantined(quarantined('candidate'), [onCandidate], steps)).toBeNull();
    expect(whyQuarantined(quarantined('stable'), [onStable], steps)).toContain('give the flags the values');
  });

  it('does not mind a flag that a person has changed since', () => {
    const theirs = { enabled: true, share: 10 };
    expect(whyQuarantined(quarantined('stable'), [onStable], flags(theirs))).toBeNull();
  });
});

describe('digests that only a person starts again', () => {
  const [a, b, c] = [digestOf('a'), digestOf('b'), digestOf('c')] as const;
  const listAfter = (outcome: Parameters<typeof withdrawnAfter>[1], changes: Parameters<typeof recordWith>[0] = {}) =>
    withdrawnAfter(recordWith(changes), outcome);

  it('are those that a fallback or a hotfix replaced', () => {
    const { release } = recordWith();
    const urgent = { release: { ...release, urgent: true }, withdrawn: [a, c] };
    expect(listAfter('released', urgent)).toEqual([c, a]);
    expect(listAfter('released', { withdrawn: [a, c] })).toEqual([a, c]);
  });

  it('are those that were rolled back or could not be proven, each once', () => {
    expect(listAfter('rolledBack', { withdrawn: [c] })).toEqual([c, b]);
    expect(listAfter('quarantined', { withdrawn: [b, c] })).toEqual([c, b]);
  });

  it('are not those that only made way or were inconclusive, nor those that were refused before anything happened', () => {
    expect(listAfter('rolledBack', { withdrawn: [c], supersededBy: '2.0.1' })).toEqual([c]);
    expect(listAfter('rolledBack', { withdrawn: [c], blame: 'patience' })).toEqual([c]);
    expect(listAfter('refused', { withdrawn: [c] })).toEqual([c]);
    expect(listAfter('refused')).toEqual([]);
  });

  it('are forgiven when they are released after all, also when only the proof is missing', () => {
    expect(listAfter('released', { withdrawn: [a, b] })).toEqual([a]);
    expect(listAfter('quarantined', { status: 'retiring', withdrawn: [a, b] })).toEqual([a]);
  });

  it('are those of an experiment that ended, but not the version under a flag that was rolled back', () => {
    expect(listAfter('withdrawn', { status: 'retiring', withdrawn: [c] })).toEqual([c, b]);
    const { release } = recordWith();
    expect(listAfter('rolledBack', { release: { ...release, to: release.from }, withdrawn: [c] })).toEqual([c]);
  });

  it('are remembered fifty at a time, the latest ones', () => {
    const many = Array.from({ length: 60 }, (_, i) => `sha256:${String(i).padStart(64, '0')}`);
    const kept = listAfter('rolledBack', { withdrawn: many });
    expect(kept).toHaveLength(50);
    expect(kept.at(-1)).toBe(b);
    expect(kept).not.toContain(many[0]);
  });
});

describe('the flips of a release, backwards', () => {
  it('give back what users had, and are themselves undone to what they have now', () => {
    expect(reversed([change])).toEqual([{ key: 'loyalty-points', before: on, after: off }]);
    expect(reversed(reversed([change]))).toEqual([change]);
    expect(undoValues(reversed([change]), { 'loyalty-points': off })).toEqual({ 'loyalty-points': on });
  });
});
