import { describe, expect, it } from '@jest/globals';
import { openingLine } from '../../cli/opening-line.ts';
import { Policy } from '../../src/contracts/policy.ts';
import { wholePolicy } from '../docs/whole-policy.ts';

const says = (gates: object | undefined, now: string) => openingLine(Policy.parse(wholePolicy({ gates })), now);

const dutch = {
  timeZone: 'Europe/Amsterdam',
  holidays: 'NL',
  windows: [{ days: ['mon', 'tue', 'wed', 'thu'], from: '09:00', to: '16:00' }],
};

describe('what a right policy says of its gates', () => {
  it('is until when they are open', async () => {
    expect(await says(dutch, '2027-04-26T08:00:00.123Z')).toBe(
      'the gates are open until Mon 26 Apr 16:00 Europe/Amsterdam',
    );
    const freezes = [{ from: '2020-01-01', to: '2020-01-02', because: 'long ago' }];
    expect(await says({ freezes }, '2027-04-26T08:00:00Z')).toBe('the gates are open');
  });

  it('is why they are closed, public holidays among the reasons', async () => {
    expect(await says(dutch, '2027-04-27T08:00:00Z')).toBe(
      'the gates are closed: public holiday: Koningsdag; opens Wed 28 Apr 09:00 Europe/Amsterdam',
    );
  });

  it('is nothing where nothing ever closes them', async () => {
    expect(await says(undefined, '2027-04-26T08:00:00Z')).toBeUndefined();
    expect(await says({ approvals: [{ before: 0 }] }, '2027-04-26T08:00:00Z')).toBeUndefined();
  });
});
