import { describe, expect, it } from '@jest/globals';
import type { Calendar } from '../../../src/contracts/gates.ts';
import { opening } from '../../../src/domain/gates/calendar.ts';

const always: Calendar = { timeZone: 'Europe/Amsterdam', windows: [], freezes: [] };
const office: Calendar = { ...always, windows: [{ days: ['mon', 'tue', 'wed', 'thu'], from: '09:00', to: '16:00' }] };
const nightly: Calendar = { ...always, windows: [{ days: ['fri'], from: '22:00', to: '02:00' }] };
const endOfYear = { from: '2026-12-18', to: '2027-01-04', because: 'end of year' };
const day = (date: string, because: string) => ({ from: date, to: date, because });

const sundays = (from: string, to: string): Calendar => ({ ...always, windows: [{ days: ['sun'], from, to }] });

const opens = (calendar: Calendar, now: string) => {
  const answer = opening(calendar, now);
  return answer.open ? 'now' : answer.opensAt;
};
const because = (calendar: Calendar, now: string) => {
  const answer = opening(calendar, now);
  return answer.open ? 'open' : answer.because;
};
const closes = (calendar: Calendar, now: string) => {
  const answer = opening(calendar, now);
  return answer.open ? (answer.closesAt ?? 'never') : 'closed';
};

describe('a calendar with windows', () => {
  it('opens with the first minute of a window, and closes with its end', () => {
    expect(opening(office, '2026-11-23T07:59:59.500Z')).toEqual({
      open: false,
      opensAt: '2026-11-23T08:00:00.000Z',
      secondsUntil: 1,
      because: 'waits for the change window: opens Mon 23 Nov 09:00 Europe/Amsterdam',
    });
    expect(opening(office, '2026-11-23T08:00:00Z')).toEqual({
      open: true,
      closesAt: '2026-11-23T15:00:00.000Z',
      untilSeconds: 7 * 3600,
    });
    expect(opening(office, '2026-11-23T14:59:59.500Z')).toEqual({
      open: true,
      closesAt: '2026-11-23T15:00:00.000Z',
      untilSeconds: 0,
    });
    expect(opens(office, '2026-11-23T15:00:00Z')).toBe('2026-11-24T08:00:00.000Z');
  });

  it('waits over the days that it leaves out', () => {
    expect(because(office, '2026-11-26T15:00:00Z')).toBe(
      'waits for the change window: opens Mon 30 Nov 09:00 Europe/Amsterdam',
    );
  });

  it('goes on over midnight, on the day after the days that it names', () => {
    expect(opens(nightly, '2026-11-27T20:59:00Z')).toBe('2026-11-27T21:00:00.000Z');
    expect(closes(nightly, '2026-11-27T21:00:00Z')).toBe('2026-11-28T01:00:00.000Z');
    expect(closes(nightly, '2026-11-28T00:30:00Z')).toBe('2026-11-28T01:00:00.000Z');
    expect(opens(nightly, '2026-11-27T00:30:00Z')).toBe('2026-11-27T21:00:00.000Z');
  });

  it('stays open where one window follows another, and for ever where they go around the week', () => {
    const weekend: Calendar = { ...always, windows: [{ days: ['sat', 'sun'], from: '00:00', to: '24:00' }] };
    expect(closes(weekend, '2026-11-27T23:00:00Z')).toBe('2026-11-29T23:00:00.000Z');
    const halves = [
      { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const, from: '06:00', to: '18:00' },
      { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const, from: '17:00', to: '06:00' },
    ].map((window) => ({ ...window, days: [...window.days] }));
    expect(closes({ ...always, windows: halves }, '2026-11-27T23:00:00Z')).toBe('never');
  });
});

describe('where the clocks change', () => {
  it('keeps to the time on the wall', () => {
    expect(opens(sundays('09:00', '16:00'), '2027-03-28T00:00:00Z')).toBe('2027-03-28T07:00:00.000Z');
    expect(opens(sundays('09:00', '16:00'), '2026-10-25T00:00:00Z')).toBe('2026-10-25T08:00:00.000Z');
  });

  it('never opens a window that lies within the skipped hour', () => {
    expect(opens(sundays('02:15', '02:45'), '2027-03-27T12:00:00Z')).toBe('2027-04-04T00:15:00.000Z');
  });

  it('begins what begins in the skipped hour with the hour after it, and ends what ends in it', () => {
    expect(opens(sundays('02:30', '04:00'), '2027-03-27T12:00:00Z')).toBe('2027-03-28T01:00:00.000Z');
    expect(closes(sundays('01:00', '02:30'), '2027-03-28T00:30:00Z')).toBe('2027-03-28T01:00:00.000Z');
  });

  it('opens once, in the first of two equal hours', () => {
    const twice = sundays('02:15', '02:45');
    expect(opens(twice, '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:15:00.000Z');
    expect(closes(twice, '2026-10-25T00:15:00Z')).toBe('2026-10-25T00:45:00.000Z');
    expect(opens(twice, '2026-10-25T01:15:00Z')).toBe('2026-11-01T01:15:00.000Z');
  });

  it('begins a day with its first minute, also where that is not midnight', () => {
    const beirut: Calendar = { ...sundays('00:00', '08:00'), timeZone: 'Asia/Beirut' };
    expect(because(beirut, '2027-03-27T12:00:00Z')).toBe(
      'waits for the change window: opens Sun 28 Mar 01:00 Asia/Beirut',
    );
  });
});

describe('a freeze', () => {
  const frozen: Calendar = { ...office, freezes: [endOfYear] };

  it('lasts for whole days of the time zone, the last one included', () => {
    const open = { ...frozen, windows: [] };
    expect(closes(open, '2026-12-17T12:00:00Z')).toBe('2026-12-17T23:00:00.000Z');
    expect(opens(open, '2026-12-17T23:00:00Z')).toBe('2027-01-04T23:00:00.000Z');
    expect(because(open, '2026-12-24T12:00:00Z')).toBe(
      'frozen until Tue 5 Jan 2027 00:00 Europe/Amsterdam: end of year',
    );
    expect(because(open, '2027-01-04T12:00:00Z')).toBe('frozen until Tue 5 Jan 00:00 Europe/Amsterdam: end of year');
  });

  it('tells when the window after it opens', () => {
    expect(because(frozen, '2027-01-04T12:00:00Z')).toBe(
      'frozen until Tue 5 Jan 00:00 Europe/Amsterdam: end of year; opens Tue 5 Jan 09:00 Europe/Amsterdam',
    );
  });

  it('may begin and end at a time of day', () => {
    const launch = { from: '2026-11-23T10:00', to: '2026-11-23T12:30', because: 'launch' };
    const calendar = { ...office, freezes: [launch] };
    expect(closes(calendar, '2026-11-23T08:00:00Z')).toBe('2026-11-23T09:00:00.000Z');
    expect(because(calendar, '2026-11-23T09:00:00Z')).toBe('frozen until Mon 23 Nov 12:30 Europe/Amsterdam: launch');
    expect(closes(calendar, '2026-11-23T11:30:00Z')).toBe('2026-11-23T15:00:00.000Z');
  });

  it('that touches the window leaves the whole of it', () => {
    const night = { from: '2026-11-22T16:00', to: '2026-11-23T09:00', because: 'audit' };
    expect(opens({ ...office, freezes: [night] }, '2026-11-23T07:00:00Z')).toBe('2026-11-23T08:00:00.000Z');
    const evening = { from: '2026-11-23T16:00', to: '2026-11-23', because: 'audit' };
    expect(closes({ ...office, freezes: [evening] }, '2026-11-23T08:00:00Z')).toBe('2026-11-23T15:00:00.000Z');
  });

  it('that overlaps another, or follows at once, is one freeze with both reasons', () => {
    const stocktaking = { from: '2027-01-03', to: '2027-01-09', because: 'stocktaking' };
    const sale = { from: '2027-01-10', to: '2027-01-10', because: 'sale' };
    expect(because({ ...always, freezes: [stocktaking, sale, endOfYear] }, '2027-01-02T12:00:00Z')).toBe(
      'frozen until Mon 11 Jan 00:00 Europe/Amsterdam: end of year, then stocktaking, then sale',
    );
  });

  it('within another adds nothing', () => {
    const inner = { from: '2026-12-24', to: '2026-12-26', because: 'Christmas' };
    expect(because({ ...always, freezes: [inner, endOfYear] }, '2026-12-25T12:00:00Z')).toBe(
      'frozen until Tue 5 Jan 2027 00:00 Europe/Amsterdam: end of year',
    );
  });
});

describe('a public holiday', () => {
  const holidays = [day('2027-03-28', 'Pasen'), day('2027-03-29', 'Tweede paasdag'), day('2027-04-27', 'Koningsdag')];
  const dutch: Calendar = { ...office, holidays };

  it('keeps the window of its day closed', () => {
    expect(because(dutch, '2027-04-27T08:00:00Z')).toBe(
      'public holiday: Koningsdag; opens Wed 28 Apr 09:00 Europe/Amsterdam',
    );
  });

  it('is told when it lies before the next window', () => {
    expect(because(dutch, '2027-04-26T18:00:00Z')).toBe(
      'waits for the change window: opens Wed 28 Apr 09:00 Europe/Amsterdam, after Koningsdag',
    );
    const freeze = { from: '2027-04-20', to: '2027-04-26', because: 'audit' };
    expect(because({ ...dutch, freezes: [freeze] }, '2027-04-26T08:00:00Z')).toBe(
      'frozen until Tue 27 Apr 00:00 Europe/Amsterdam: audit; opens Wed 28 Apr 09:00 Europe/Amsterdam, after Koningsdag',
    );
  });

  it('that follows another is told with it', () => {
    expect(because({ ...dutch, windows: [] }, '2027-03-28T12:00:00Z')).toBe(
      'public holiday: Pasen, then Tweede paasdag; opens Tue 30 Mar 00:00 Europe/Amsterdam',
    );
  });

  it('ends a window that would go on into it', () => {
    const friday: Calendar = { ...nightly, holidays: [day('2026-12-26', 'Tweede kerstdag')] };
    expect(closes(friday, '2026-12-25T21:30:00Z')).toBe('2026-12-25T23:00:00.000Z');
  });

  it('may begin in the course of the day', () => {
    const eve = { from: '2026-12-24T13:00', to: '2026-12-24', because: 'Aðfangadagur' };
    expect(closes({ ...office, holidays: [eve] }, '2026-12-24T08:00:00Z')).toBe('2026-12-24T12:00:00.000Z');
  });
});

describe('a calendar', () => {
  it('without windows, freezes and holidays is open and never closes', () => {
    expect(opening(always, '2026-11-23T08:00:00Z')).toEqual({ open: true, closesAt: null, untilSeconds: null });
  });

  it('that does not open within 366 days says so', () => {
    const freezes = [{ from: '2026-01-01', to: '2029-12-31', because: 'the product ends' }];
    expect(opening({ ...office, freezes }, '2026-11-23T08:00:00Z')).toEqual({
      open: false,
      opensAt: null,
      secondsUntil: 366 * 86_400,
      because: 'frozen until Tue 1 Jan 2030 00:00 Europe/Amsterdam: the product ends; does not open within 366 days',
    });
    const swallowed = [{ from: '2026-11-24', to: '2029-12-31', because: 'the product ends' }];
    expect(because({ ...office, freezes: swallowed }, '2026-11-23T18:00:00Z')).toBe(
      'waits for the change window, which does not open within 366 days: the product ends',
    );
  });

  it('does not speak of what happens in more than 366 days', () => {
    const freezes = [{ from: '2028-01-01', to: '2028-01-31', because: 'later' }];
    expect(opening({ ...always, freezes }, '2026-11-23T08:00:00Z')).toEqual({
      open: true,
      closesAt: null,
      untilSeconds: null,
    });
  });

  it('understands the instants of CloudWatch, and nothing that is no instant', () => {
    expect(opening(always, '2026-11-23T08:25:00.000+0000').open).toBe(true);
    expect(() => opening(always, 'tomorrow')).toThrow('is not an ISO 8601 instant');
  });
});
