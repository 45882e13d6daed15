import { describe, expect, it } from '@jest/globals';
import type { AlarmReading } from '../../src/contracts/evidence.ts';
import type { Calendar } from '../../src/contracts/gates.ts';
import { waitForCalendar, waitForIncidents, whyIncidentsUnknown } from '../../src/domain/waiting.ts';

const reading = (alarm: string, state: AlarmReading['state']): AlarmReading => ({ alarm, state, noticeSeconds: 60 });

describe('waiting for the calendar', () => {
  const calendar: Calendar = {
    ...{ timeZone: 'Europe/Amsterdam', freezes: [] },
    windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '16:00' }],
  };

  it('is over while it is open, and where there is none', () => {
    expect(waitForCalendar(undefined, '2026-11-23T03:00:00Z')).toBeNull();
    expect(waitForCalendar(calendar, '2026-11-23T08:00:00Z')).toBeNull();
  });

  it('ends at the minute when it opens, and says which', () => {
    expect(waitForCalendar(calendar, '2026-11-23T07:30:00Z')).toEqual({
      lookAgainSeconds: 1800,
      because: 'waits for the change window: opens Mon 23 Nov 09:00 Europe/Amsterdam',
    });
  });

  it('looks again every day: somebody may have mended it', () => {
    expect(waitForCalendar(calendar, '2026-11-20T20:00:00Z')?.lookAgainSeconds).toBe(86_400);
  });

  it('never looks again at once', () => {
    expect(waitForCalendar(calendar, '2026-11-23T07:59:59.990Z')?.lookAgainSeconds).toBe(1);
  });
});

describe('waiting for incidents', () => {
  const lasting = [reading('datacentre', 'firing'), reading('payments', 'ok')];

  it('is over when none fires: silence is no incident', () => {
    expect(waitForIncidents([reading('datacentre', 'ok'), reading('payments', 'silent')], 600)).toBeNull();
  });

  it('names those that fire', () => {
    expect(waitForIncidents(lasting, 0)?.because).toBe('an incident freezes releases: datacentre');
  });

  it('looks every minute at first, then after a tenth of the time waited, at least every day', () => {
    const looks = [0, 60, 600, 6000, 86_400, 9_999_999].map(
      (waited) => waitForIncidents(lasting, waited)?.lookAgainSeconds,
    );
    expect(looks).toEqual([60, 60, 60, 600, 8640, 86_400]);
  });

  it('is in vain for an alarm that does not exist, and says what to do', () => {
    expect(whyIncidentsUnknown([reading('datacenter', 'missing')])).toBe(
      'no alarm is named datacenter: create it or take it out of gates.incidents',
    );
    expect(whyIncidentsUnknown(lasting)).toBeNull();
  });
});
