import { describe, expect, it } from '@jest/globals';
import { publicHolidays } from '../../src/adapters/public-holidays.ts';

const of = async (place: string, from: string, days: number) =>
  (await publicHolidays().of(place, `${from}T10:00:00Z`, days)).map(({ from, to, because }) =>
    [from, ...(to === from ? [] : [to]), because].join(' '),
  );

describe('public holidays', () => {
  it('are those of the country, by date and in its language, over the end of the year', async () => {
    expect(await of('NL', '2026-12-01', 150)).toEqual([
      '2026-12-25 Kerstmis',
      '2026-12-26 Tweede kerstdag',
      '2027-01-01 Nieuwjaar',
      '2027-03-28 Pasen',
      '2027-03-29 Tweede paasdag',
      '2027-04-27 Koningsdag',
    ]);
  });

  it('are those of the state where one is named', async () => {
    expect(await of('DE-BY', '2027-01-04', 10)).toEqual(['2027-01-06 Heilige Drei Könige']);
    expect(await of('DE', '2027-01-04', 10)).toEqual([]);
    expect(await of('DE-BY-A', '2027-08-07', 5)).toEqual(['2027-08-08 Augsburger Friedensfest']);
  });

  it('that last for days are one, also for whom they have begun', async () => {
    expect(await of('SZ', '2027-01-01', 2)).toContain('2026-12-28 2027-01-02 Incwala');
  });

  it('that begin in the course of a day leave the morning', async () => {
    expect(await of('IS', '2026-12-24', 0)).toContain('2026-12-24T13:00 2026-12-24 Aðfangadagur');
  });

  it.each(['US-CA', 'GB-SCT', 'IL', 'SA', 'TR', 'IN', 'CN', 'JP', 'BR', 'AU-VIC'])(
    'have a name and days that end after they begin: %s',
    async (place) => {
      const year = await publicHolidays().of(place, '2027-01-01T00:00:00Z', 366);
      expect(year.length).toBeGreaterThan(3);
      expect(year.filter(({ from, to, because }) => from.slice(0, 10) > to || because === '')).toEqual([]);
    },
  );

  it('of a place that nobody knows are a wrong policy', async () => {
    await expect(publicHolidays().of('NL-XX', '2027-01-01T00:00:00Z', 1)).rejects.toMatchObject({
      name: 'PolicyInvalid',
      message: expect.stringContaining('holidays of NL-XX: name another place'),
    });
  });
});
