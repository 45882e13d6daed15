import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Calendar, ChangeWindow, Freeze, Weekday } from '../../../src/contracts/gates.ts';
import { opening } from '../../../src/domain/gates/calendar.ts';

const quarterMs = 15 * 60_000;
const dayMs = 24 * 4 * quarterMs;
const weekdays: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Where the clocks change in six days: by an hour and by half of one, at night and at midnight, forward, back and not at all. */
const scenes = (
  [
    ['Europe/Amsterdam', '2027-03-25'],
    ['Europe/Amsterdam', '2026-10-22'],
    ['America/New_York', '2026-10-29'],
    ['Australia/Lord_Howe', '2026-10-01'],
    ['Australia/Lord_Howe', '2027-04-01'],
    ['Asia/Beirut', '2027-03-25'],
    ['Asia/Beirut', '2026-10-22'],
    ['Asia/Kathmandu', '2026-12-28'],
    ['UTC', '2028-02-26'],
  ] as const
).map(([timeZone, from]) => ({ timeZone, start: Date.parse(`${from}T00:00:00Z`), walls: wallsOf(timeZone, from) }));

/** What the clock on the wall has shown at most, `2026-10-25T02:45`, every quarter: told by Intl, and never turned back. */
function wallsOf(timeZone: string, from: string): readonly string[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const start = Date.parse(`${from}T00:00:00Z`);
  const shown = Array.from({ length: 6 * 24 * 4 }, (_, i) => format.format(start + i * quarterMs).replace(' ', 'T'));
  const walls: string[] = [];
  for (const wall of shown) walls.push(wall > (walls.at(-1) ?? '') ? wall : (walls.at(-1) ?? ''));
  return walls;
}

const dateAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

const inWindow = (wall: string, { days, from, to }: ChangeWindow): boolean =>
  [0, -1].some((offset) => {
    const begins = dateAfter(wall.slice(0, 10), offset);
    const ends = to > from ? begins : dateAfter(begins, 1);
    const weekday = weekdays[new Date(`${begins}T00:00:00Z`).getUTCDay()];
    return days.some((day) => day === weekday) && `${begins}T${from}` <= wall && wall < `${ends}T${to}`;
  });

const inFreeze = (wall: string, { from, to }: Freeze): boolean =>
  (from.length === 10 ? `${from}T00:00` : from) <= wall && wall < (to.length === 10 ? `${to}T24:00` : to);

const openByTheWall = (calendar: Calendar, wall: string): boolean =>
  (calendar.windows.length === 0 || calendar.windows.some((window) => inWindow(wall, window))) &&
  ![...calendar.freezes, ...(calendar.holidays ?? [])].some((freeze) => inFreeze(wall, freeze));

const clockTime = fc
  .oneof(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 0, max: 95 }))
  .map((quarter) => new Date(quarter * quarterMs).toISOString().slice(11, 16));
const window: fc.Arbitrary<ChangeWindow> = fc
  .record({
    days: fc.subarray([...weekdays], { minLength: 1 }),
    from: clockTime,
    to: fc.oneof(clockTime, fc.constant('24:00')),
  })
  .filter(({ from, to }) => from !== to);
const spanFrom = (start: number): fc.Arbitrary<Freeze> => {
  const date = fc
    .integer({ min: 0, max: 6 })
    .map((days) => dateAfter(new Date(start).toISOString().slice(0, 10), days));
  const text = fc.oneof(
    date,
    fc.tuple(date, clockTime).map((parts) => parts.join('T')),
  );
  return fc.record({ from: text, to: text, because: fc.constant('of a freeze') }).filter((freeze) => {
    const begin = freeze.from.length === 10 ? `${freeze.from}T00:00` : freeze.from;
    return begin < (freeze.to.length === 10 ? `${freeze.to}T24:00` : freeze.to);
  });
};

const moments = fc.constantFrom(...scenes).chain((scene) =>
  fc.record({
    scene: fc.constant(scene),
    quarter: fc.integer({ min: 24 * 4, max: 5 * 24 * 4 }),
    second: fc.integer({ min: 0, max: 15 * 60 - 1 }),
    calendar: fc.record({
      timeZone: fc.constant(scene.timeZone),
      windows: fc.array(window, { maxLength: 3 }),
      freezes: fc.array(spanFrom(scene.start), { maxLength: 2 }),
      holidays: fc.array(spanFrom(scene.start), { maxLength: 1 }),
    }),
  }),
);

const at = (moment: number): string => new Date(moment).toISOString();

describe('any calendar', () => {
  it('is open when the clock on the wall says so, and changes when it says it will', () => {
    fc.assert(
      fc.property(moments, ({ scene: { start, walls }, quarter, second, calendar }) => {
        const answer = opening(calendar, at(start + quarter * quarterMs + second * 1000));
        const seconds = (answer.open ? answer.untilSeconds : answer.secondsUntil) ?? Number.POSITIVE_INFINITY;
        const isOpen = openByTheWall(calendar, walls[quarter] ?? '');
        const change = walls.findIndex((wall, i) => i > quarter && openByTheWall(calendar, wall) !== isOpen);
        expect(answer.open).toBe(isOpen);
        if (change === -1) expect(seconds).toBeGreaterThan((walls.length - 1 - quarter) * 900 - second);
        else expect(seconds).toBe((change - quarter) * 900 - second);
      }),
      { numRuns: 200 },
    );
  });

  it('that opens at some time is closed until just before, and open then', () => {
    const anywhere = fc.constantFrom(...scenes.map(({ timeZone }) => timeZone), 'Pacific/Chatham', 'Africa/Casablanca');
    const start = Date.parse('2026-11-23T08:25:13.250Z');
    const calendars = fc.record({
      timeZone: anywhere,
      windows: fc.array(window, { maxLength: 3 }),
      freezes: fc.array(spanFrom(start), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(calendars, fc.integer({ min: 0, max: 500 * dayMs }), (calendar, later) => {
        const now = start + later;
        const answer = opening(calendar, at(now));
        if (answer.open) {
          if (answer.untilSeconds === null) return;
          expect(opening(calendar, at(now + answer.untilSeconds * 1000 - 1)).open).toBe(true);
          expect(opening(calendar, at(now + (answer.untilSeconds + 1) * 1000)).open).toBe(false);
          return;
        }
        const opensAt = Date.parse(answer.opensAt ?? 'never');
        expect(opensAt - now).toBeLessThanOrEqual(answer.secondsUntil * 1000);
        expect(opening(calendar, at(opensAt)).open).toBe(true);
        expect(opening(calendar, at(opensAt - 1))).toMatchObject({ open: false, opensAt: answer.opensAt });
      }),
      { numRuns: 150 },
    );
  });
});
