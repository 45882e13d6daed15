import { describe, expect, it } from '@jest/globals';
import type { HealthEvidence } from '../../../src/contracts/evidence.ts';
import type { StepOf } from '../../../src/contracts/plan.ts';
import type { Inquiry } from '../../../src/contracts/verdict.ts';
import { judge } from '../../../src/domain/judgement/judge.ts';
import { answer, at, gateOf, inquiry, reading, terms } from './inquiries.ts';

/** 2026-11-23 10:00 UTC is a Monday, 11:00 in Amsterdam. */
const office = {
  timeZone: 'Europe/Amsterdam',
  windows: [{ days: ['mon' as const], from: '12:00', to: '16:00' }],
  freezes: [],
};
const at25 = (
  step: Partial<StepOf<'gate'>> = {},
  over: Partial<Inquiry> = {},
  evidence: Partial<HealthEvidence> = {},
) => judge(inquiry({ step: gateOf(step), now: at(60), ...over }, evidence));

describe('a gate', () => {
  it('is open when nothing keeps it closed, and says to what', () => {
    expect(at25()).toEqual({ kind: 'advance', because: 'the gate is open to give 50 % of users the new version' });
  });

  it('waits for the change window while users stay where they are, and looks at them meanwhile', () => {
    const calendar = { terms: { ...terms, calendar: office } };
    const verdict = at25({}, calendar);
    expect(verdict).toMatchObject({ kind: 'hold', lookAgainSeconds: 30 });
    expect(at25({}, { ...calendar, now: at(3600) }).kind).toBe('advance');
    expect(at25({}, calendar, { alarms: [reading('5xx', 'firing')] }).kind).toBe('rollBack');
  });

  it('sleeps until the window opens when nobody is on the new version yet', () => {
    const verdict = at25({ weight: 0, before: 5 }, { terms: { ...terms, calendar: office } });
    expect(verdict).toMatchObject({ kind: 'hold', lookAgainSeconds: 3540 });
  });

  it('holds steps forward while an incident lasts, and never a rollback', () => {
    const incidents = [reading('site-down', 'firing')];
    expect(at25({}, {}, { incidents })).toMatchObject({
      kind: 'hold',
      because: expect.stringContaining('an incident freezes steps forward: site-down'),
    });
    expect(at25({}, {}, { incidents, alarms: [reading('5xx', 'firing')] }).kind).toBe('rollBack');
    expect(at25({}, {}, { incidents: { unseen: 'throttled' } }).kind).toBe('couldNotLook');
  });

  it('does not wait for the calendar to end what it began, only for incidents', () => {
    const closed = { terms: { ...terms, calendar: office } };
    expect(at25({ weight: 100, before: 100 }, closed).kind).toBe('advance');
    const incidents = [reading('site-down', 'firing')];
    expect(at25({ weight: 100, before: 100 }, closed, { incidents }).kind).toBe('hold');
  });

  describe('that a person must open', () => {
    const asked = { approveWithinSeconds: 3600 };
    const question = 'give 50 % of users the new version';

    it('asks, and looks again before the time is over', () => {
      expect(at25(asked)).toMatchObject({ kind: 'ask', question });
      const late = at25(asked, { now: at(3590) });
      expect(late).toMatchObject({ kind: 'ask', lookAgainSeconds: 10 });
    });

    it('opens on yes and says on whose word, goes back on no, and when nobody answered', () => {
      expect(at25(asked, { answers: [answer(question, 'yes', 'looks good')] })).toMatchObject({
        kind: 'advance',
        because: expect.stringContaining('ada agreed: looks good'),
      });
      expect(at25(asked, { answers: [answer(question, 'no', 'too late today')] })).toMatchObject({
        kind: 'rollBack',
        because: expect.stringContaining('ada answered no'),
      });
      expect(at25(asked, { now: at(3600) })).toMatchObject({
        kind: 'rollBack',
        because: expect.stringContaining('nobody agreed within 3600 s'),
      });
    });

    it('takes no answer to another question for one to its own', () => {
      const other = [answer('give 100 % of users the new version', 'yes')];
      expect(at25(asked, { answers: other }).kind).toBe('ask');
    });

    it('does not open on yes while the calendar is closed', () => {
      const answers = [answer(question, 'yes')];
      expect(at25(asked, { answers, terms: { ...terms, calendar: office } }).kind).toBe('hold');
    });
  });
});
