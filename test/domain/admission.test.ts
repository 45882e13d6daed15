import { describe, expect, it } from '@jest/globals';
import {
  guardsOf,
  whyAlarmsForbid,
  whyContradictory,
  whyOutdated,
  whyOvertaken,
  whyTooLong,
  whyWithdrawn,
} from '../../src/domain/admission.ts';
import { versionChange } from '../../src/domain/version-change.ts';
import { digestOf, policyWith, recordWith } from '../support/release-facts.ts';

describe('a redriven execution', () => {
  const redriven = { executionStartedAt: '2026-11-20T10:00:00Z', redrives: 1 };

  it('may not begin a release when another was admitted since it was started', () => {
    const admittedAt = '2026-11-20T10:00:00.000Z';
    expect(whyOvertaken(recordWith({ status: 'free', admittedAt }), redriven)).toContain('start a new execution');
    expect(whyOvertaken(recordWith({ status: 'active' }), redriven)).toContain('release 7 of orders');
  });

  it('may when nothing came since, or nothing ever', () => {
    const admittedAt = '2026-11-20T09:59:59.999Z';
    expect(whyOvertaken(recordWith({ status: 'free', admittedAt }), redriven)).toBeNull();
    expect(whyOvertaken(undefined, redriven)).toBeNull();
  });

  it('is told by its redrives: one that waited long for its first turn is not', () => {
    expect(whyOvertaken(recordWith(), { ...redriven, redrives: 0 })).toBeNull();
  });
});

describe('a digest that was rolled back', () => {
  const record = recordWith({ status: 'free', withdrawn: [digestOf('b')] });
  const request = { service: 'orders', tag: '2.0.0' };

  it.each(['push', 'reconcile'] as const)('is not started again by a %s', (startedBy) => {
    expect(whyWithdrawn(record, { ...request, startedBy }, digestOf('b'))).toContain('start it by hand');
    expect(whyWithdrawn(record, { ...request, startedBy }, digestOf('c'))).toBeNull();
  });

  it('is started again by hand, and by a fallback', () => {
    expect(whyWithdrawn(record, request, digestOf('b'))).toBeNull();
    expect(whyWithdrawn(record, { ...request, startedBy: 'fallback' }, digestOf('b'))).toBeNull();
  });

  it('is unknown to a service without a record', () => {
    expect(whyWithdrawn(undefined, { ...request, startedBy: 'push' }, digestOf('b'))).toBeNull();
  });
});

describe('an older version than the one that runs', () => {
  const request = { service: 'orders', tag: '2.0.0' };

  it.each(['push', 'reconcile'] as const)(
    'is not released by a %s, however it came: late, missed, or for an old line',
    (startedBy) => {
      const why = whyOutdated({ ...request, startedBy }, versionChange('2.0.1', '2.0.0'));
      expect(why).toContain('2.0.0 is a patch downgrade of 2.0.1');
      expect(why).toContain('start it by hand');
    },
  );

  it.each([
    ['it is newer', { ...request, startedBy: 'reconcile' as const }, '1.9.9'],
    ['it is another build of the same version', { ...request, startedBy: 'push' as const }, '2.0.0'],
    ['a person wants it', { ...request, inARow: 0 }, '2.0.1'],
    ['it is a fallback', { ...request, startedBy: 'fallback' as const, inARow: 0 }, '2.0.1'],
    ['versions cannot be compared', { ...request, startedBy: 'reconcile' as const }, 'blue-team'],
  ])('is no obstacle when %s', (_, wanted, running) => {
    expect(whyOutdated(wanted, versionChange(running, wanted.tag))).toBeNull();
  });
});

describe('a request that contradicts itself', () => {
  const request = { service: 'orders', tag: '2.0.0' };

  it('is refused with what to say instead', () => {
    expect(whyContradictory({ ...request, hotfix: true })).toContain('say why');
    expect(whyContradictory({ ...request, strategy: 'flag' })).toContain('say which flag');
    expect(whyContradictory({ ...request, flag: 'new-checkout', strategy: 'canary' })).toContain(
      'leave "strategy" out',
    );
  });

  it('is none when it says all that it must', () => {
    expect(whyContradictory({ ...request, hotfix: true, reason: 'checkout is down' })).toBeNull();
    expect(whyContradictory({ ...request, strategy: 'canary' })).toBeNull();
    expect(whyContradictory({ ...request, flag: 'new-checkout' })).toBeNull();
  });
});

describe('alarms at admission', () => {
  const alarm = (state: 'ok' | 'firing' | 'silent' | 'missing', noticeSeconds: number | null = 60) => ({
    alarm: '5xx',
    state,
    noticeSeconds,
  });

  it('forbid a release while one fires, because it would never fire again', () => {
    expect(whyAlarmsForbid(policyWith(), [alarm('firing')])).toBe(
      'an alarm fires already: 5xx; if this version is the fix, start it by hand as a hotfix',
    );
  });

  it('forbid a release that names an alarm which does not exist', () => {
    expect(whyAlarmsForbid(policyWith(), [alarm('missing')])).toContain('no alarm is named 5xx');
  });

  it('forbid a bake that is shorter than they need to notice, and say how long it must be', () => {
    expect(whyAlarmsForbid(policyWith(), [alarm('ok', 180)])).toBeNull();
    expect(whyAlarmsForbid(policyWith(), [alarm('ok', 181)])).toContain('make it at least 301 s');
  });

  it('do not forbid what is urgent, and guard it only where they are quiet', () => {
    const readings = (['ok', 'firing', 'silent', 'missing'] as const).map((state) => ({
      ...alarm(state),
      alarm: state,
    }));
    expect(whyAlarmsForbid(policyWith(), readings, true)).toBeNull();
    expect(guardsOf(policyWith(), readings, true)).toEqual(['ok']);
    expect(guardsOf(policyWith(), readings, false)).toEqual(['orders-5xx']);
  });

  it('allow an alarm that has no data yet, and composite alarms of unknown period', () => {
    expect(whyAlarmsForbid(policyWith(), [alarm('silent'), alarm('ok', null)])).toBeNull();
  });
});

describe('the history of one execution', () => {
  it('holds the longest policy that the schema allows', () => {
    const { listenerRule, targetGroups } = policyWith().traffic;
    const steps = Array.from({ length: 20 }, (_, i) => ({ weight: 5 * (i + 1), bake: '999h' }));
    expect(whyTooLong(policyWith({ traffic: { listenerRule, targetGroups, steps } }))).toBeNull();
  });

  it('refuses a policy that would outgrow it', () => {
    const { listenerRule, targetGroups } = policyWith().traffic;
    const steps = Array.from({ length: 20 }, (_, i) => ({ weight: 5 * (i + 1), bake: '999h' }));
    const health = { alarms: ['5xx'], patience: '999999h' };
    expect(whyTooLong(policyWith({ traffic: { listenerRule, targetGroups, steps }, health }))).toContain('fewer steps');
  });
});
