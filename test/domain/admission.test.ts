import { describe, expect, it } from '@jest/globals';
import { siteOf, whyAlarmsForbid, whyLocked, whyTooLong } from '../../src/domain/admission.ts';
import { blue, green, policyWith, recordWith, rule } from '../support/release-facts.ts';

const live = (weights: Record<string, number>, sticky = false) => ({ listenerRule: rule, weights, sticky });

describe('whose turn it is', () => {
  it('calls the environment with all users stable, whichever colour it has', () => {
    expect(siteOf(policyWith(), live({ [blue]: 100, [green]: 0 }))).toMatchObject({
      stable: { color: 'blue' },
      candidate: { color: 'green' },
    });
    expect(siteOf(policyWith(), live({ [blue]: 0, [green]: 1 }))).toMatchObject({
      stable: { color: 'green' },
      candidate: { color: 'blue' },
    });
  });

  it('knows stable by its weight also when the other group is not attached yet', () => {
    expect(siteOf(policyWith(), live({ [blue]: 100 }))).toMatchObject({ stable: { color: 'blue' } });
  });

  it.each([
    ['somebody is moving users already', live({ [blue]: 95, [green]: 5 }), 'blue 95, green 5'],
    ['nobody has users', live({ [blue]: 0, [green]: 0 }), 'blue 0, green 0'],
    ['a third group has users', live({ [blue]: 90, other: 10 }), 'also sends users to other'],
    ['cookies would override weights', live({ [blue]: 100 }, true), 'stickiness'],
  ])('refuses when %s', (_, split, sentence) => {
    expect(siteOf(policyWith(), split)).toEqual(expect.stringContaining(sentence));
  });
});

describe('the lock', () => {
  it('is free without a record and after a release that ended', () => {
    expect(whyLocked(undefined, 'me')).toBeNull();
    expect(whyLocked(recordWith({ status: 'free' }), 'me')).toBeNull();
  });

  it('is held against everyone but its holder', () => {
    const record = recordWith();
    expect(whyLocked(record, record.holder)).toBeNull();
    expect(whyLocked(record, 'another')).toBe(
      'release 7 of orders (1.4.0 to 2.0.0) is active since 2026-11-23T10:00:00.000Z in execution orders-2.0.0-bbbbbbbbbbbb',
    );
  });

  it('says why a service is quarantined', () => {
    const conclusion = {
      outcome: 'quarantined' as const,
      because: 'weights could not be read',
      at: '2026-11-23T11:00:00.000Z',
    };
    expect(whyLocked(recordWith({ status: 'quarantined', conclusion }), 'me')).toContain('weights could not be read');
  });
});

describe('alarms at admission', () => {
  const alarm = (state: 'ok' | 'firing' | 'silent' | 'missing', noticeSeconds: number | null = 60) => ({
    alarm: '5xx',
    state,
    noticeSeconds,
  });

  it('forbid a release while one fires, because it would never fire again', () => {
    expect(whyAlarmsForbid(policyWith(), [alarm('firing')])).toBe('an alarm fires already: 5xx');
  });

  it('forbid a release that names an alarm which does not exist', () => {
    expect(whyAlarmsForbid(policyWith(), [alarm('missing')])).toContain('no alarm is named 5xx');
  });

  it('forbid a bake that is shorter than they need to notice, and say how long it must be', () => {
    expect(whyAlarmsForbid(policyWith(), [alarm('ok', 180)])).toBeNull();
    expect(whyAlarmsForbid(policyWith(), [alarm('ok', 181)])).toContain('make it at least 301 s');
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
