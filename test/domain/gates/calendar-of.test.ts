import { describe, expect, it } from '@jest/globals';
import type { Freeze } from '../../../src/contracts/gates.ts';
import { Calendar } from '../../../src/contracts/gates.ts';
import { Gates } from '../../../src/contracts/policy/gates.ts';
import { calendarOf } from '../../../src/domain/gates/calendar-of.ts';

const kingsDay: Freeze = { from: '2027-04-27', to: '2027-04-27', because: 'Koningsdag' };

describe('the calendar of a policy', () => {
  it('is all that closes it, as a record can keep it', () => {
    const gates = Gates.parse({
      timeZone: 'Europe/Amsterdam',
      holidays: 'NL',
      windows: [{ days: ['mon'], from: '09:00', to: '16:00' }],
      freezes: [{ from: '2026-12-18 17:00', to: '2027-01-04', because: 'end of year' }],
      incidents: ['region-down'],
      approvals: [{ before: 25 }],
    });
    const calendar = calendarOf(gates, [kingsDay]);
    expect(calendar).toEqual({
      timeZone: 'Europe/Amsterdam',
      windows: [{ days: ['mon'], from: '09:00', to: '16:00' }],
      freezes: [{ from: '2026-12-18T17:00', to: '2027-01-04', because: 'end of year' }],
      holidays: [kingsDay],
    });
    expect(Calendar.parse(calendar)).toEqual(calendar);
  });

  it('is none where nothing ever closes it', () => {
    expect(calendarOf(undefined, [])).toBeUndefined();
    expect(calendarOf(Gates.parse({ incidents: ['region-down'], approvals: [{ before: 0 }] }), [])).toBeUndefined();
    expect(calendarOf(Gates.parse({ holidays: 'NL' }), [kingsDay])).toEqual({
      timeZone: 'UTC',
      windows: [],
      freezes: [],
      holidays: [kingsDay],
    });
  });
});
