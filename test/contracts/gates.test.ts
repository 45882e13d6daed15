import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { problemText } from '../../src/contracts/document/problem.ts';
import { readPolicyFile } from '../../src/contracts/policy-file.ts';
import { wholePolicy } from '../docs/whole-policy.ts';

const read = (gates: string) => readPolicyFile('tidegate.yml', `${stringify(wholePolicy({}))}gates: ${gates}\n`);

const refusalOf = (gates: string): string[] => {
  const reading = read(gates);
  return reading.ok
    ? []
    : reading.problems.map((problem) => problemText(problem).replace(/^tidegate.yml:\d+:\d+: /, ''));
};

describe('the gates of a policy', () => {
  it('are none unless they are written', () => {
    const reading = readPolicyFile('tidegate.yml', stringify(wholePolicy({})));
    expect(reading.ok && reading.value.gates).toBeUndefined();
  });

  it('are read as people write them, dates and times unquoted', () => {
    const reading = read(`
  timeZone: Europe/Amsterdam
  holidays: DE-BY
  windows:
    - { days: [mon, thu], from: 09:00, to: 16:00 }
    - { from: 22:00, to: 02:00 }
  freezes:
    - { from: 2026-12-18, to: 2027-01-04, because: end of year }
    - { from: 2026-11-27T09:00, to: 2026-11-27 18:00, because: Black Friday }
  incidents: [region-down]
  approvals: [{ before: 0, within: 30m }, { before: 25 }]`);
    expect(reading).toMatchObject({
      ok: true,
      value: {
        gates: {
          timeZone: 'Europe/Amsterdam',
          holidays: 'DE-BY',
          windows: [
            { days: ['mon', 'thu'], from: '09:00', to: '16:00' },
            { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '22:00', to: '02:00' },
          ],
          freezes: [
            { from: '2026-12-18', to: '2027-01-04', because: 'end of year' },
            { from: '2026-11-27T09:00', to: '2026-11-27 18:00', because: 'Black Friday' },
          ],
          incidents: ['region-down'],
          approvals: [
            { before: 0, within: 1800 },
            { before: 25, within: 86_400 },
          ],
        },
      },
    });
  });

  it('are local to UTC, always open and nobody’s business by default', () => {
    const reading = read('{}');
    expect(reading.ok && reading.value.gates).toEqual({
      ...{ timeZone: 'UTC', windows: [], freezes: [], incidents: [], approvals: [] },
    });
  });

  it.each([
    ['a zone that does not exist', 'timeZone: Europe/Amsterdm', 'gates.timeZone', 'a time zone that exists'],
    ['a zone without daylight saving time', 'timeZone: EST', 'gates.timeZone', 'the IANA name of a place'],
    ['an offset', 'timeZone: "+01:00"', 'gates.timeZone', 'the IANA name of a place'],
    ['a country by name', 'holidays: Bavaria', 'gates.holidays', 'write a country, or country and state'],
    ['a country that nobody knows', 'holidays: XX', 'gates.holidays', 'a country whose holidays are known'],
    ['a state that nobody knows', 'holidays: NL-XX', 'gates.holidays', 'a country whose holidays are known'],
    ['one digit for an hour', 'windows: [{ from: 9:00, to: 16:00 }]', 'gates.windows[0].from', 'two digits each'],
    ['an empty window', 'windows: [{ from: 09:00, to: 09:00 }]', 'gates.windows[0].to', 'end it at another time'],
    ['a window on no day', 'windows: [{ days: [], from: 09:00, to: 10:00 }]', 'gates.windows[0].days', 'at least one'],
    [
      'a window that is there twice',
      'windows: [{ from: 09:00, to: 10:00 }, { from: 09:00, to: 10:00 }]',
      'gates.windows[1]',
      'remove one',
    ],
    [
      'a freeze that ends before it begins',
      'freezes: [{ from: 2026-03-02, to: 2026-03-01, because: sale }]',
      'gates.freezes[0].to',
      'end the freeze after it begins',
    ],
    [
      'a freeze without length',
      'freezes: [{ from: 2026-03-02T09:00, to: 2026-03-02T09:00, because: sale }]',
      'gates.freezes[0].to',
      'end the freeze after it begins',
    ],
    [
      'a day that does not exist',
      'freezes: [{ from: 2026-02-30, to: 2026-03-01, because: sale }]',
      'gates.freezes[0].from',
      'a day that the calendar has',
    ],
    [
      'a time with a zone of its own',
      'freezes: [{ from: 2026-03-01T10:00Z, to: 2026-03-02, because: sale }]',
      'gates.freezes[0].from',
      'it is one of gates.timeZone',
    ],
    [
      'a freeze without a reason',
      'freezes: [{ from: 2026-03-01, to: 2026-03-02 }]',
      'gates.freezes[0].because',
      'add it',
    ],
    [
      'a word before a weight that is no step',
      'approvals: [{ before: 26 }]',
      'gates.approvals[0].before',
      '0, 5, 25, 50',
    ],
    [
      'two words before one weight',
      'approvals: [{ before: 5 }, { before: 5 }]',
      'gates.approvals[1].before',
      'ask once',
    ],
    ['days as a duration', 'approvals: [{ before: 5, within: 2d }]', 'gates.approvals[0].within', '30s, 5m or 1h'],
    ['an incident alarm named twice', 'incidents: [down, down]', 'gates.incidents[1]', 'remove one'],
    [
      'an alarm that rolls back',
      'incidents: [tidegate--orders--errors]',
      'gates.incidents[0]',
      'leave it out of one of the two',
    ],
  ])('refuse %s', (_claim, line, path, fix) => {
    const [refusal = '', ...others] = refusalOf(`\n  ${line}`);
    expect(others).toEqual([]);
    expect(refusal.startsWith(`${path}: `)).toBe(true);
    expect(refusal).toContain(fix);
  });
});
