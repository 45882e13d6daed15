import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toInstant } from '../../../src/adapters/aws/instant.ts';

describe('an instant', () => {
  it.each([
    ['2019-10-02T17:04:40.989+0000', '2019-10-02T17:04:40.989Z'],
    ['2019-10-02T17:04:40.989-0130', '2019-10-02T18:34:40.989Z'],
    ['2019-10-02T17:04:40Z', '2019-10-02T17:04:40.000Z'],
    ['2019-10-02T17:04:40+02:00', '2019-10-02T15:04:40.000Z'],
  ])('is read from %s', (text, instant) => expect(toInstant(text)).toBe(instant));

  it('compares as a string as it does in time, however it was written', () => {
    const date = fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true });
    const written = date.map((at) => [at.getTime(), at.toISOString().replace('Z', '+0000')] as const);
    fc.assert(
      fc.property(written, written, ([a, textA], [b, textB]) => {
        expect(toInstant(textA) < toInstant(textB)).toBe(a < b);
      }),
    );
  });

  it('is nothing else', () => expect(() => toInstant('yesterday')).toThrow(/"yesterday" is not an ISO 8601 instant/));
});
