import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  nextAskedLookSeconds,
  nextCleaningLookSeconds,
  nextJobLookSeconds,
  nextLockLookSeconds,
  nextWaitSeconds,
  waitUntilSeconds,
} from '../../../src/domain/migration/looks.ts';

const daySeconds = 86_400;
const historyLimit = 25_000;
/** The stage with its Lambda call, the Choices before and behind it, and a Wait. */
const eventsPerLook = 11;
/** AdmitMigration or CleanUpMigration with the Choice behind it, and a Wait. */
const eventsPerWait = 9;
/** The same with a task token in the place of the Wait. */
const eventsPerQuestion = 14;

const looksUntil = (seconds: number, next: (elapsed: number) => number): number => {
  let looks = 0;
  for (let elapsed = 0; elapsed < seconds; looks += 1) elapsed += next(elapsed);
  return looks;
};

describe('the looks at a migration', () => {
  it('come after 5 s at first and once a minute at last, so that an incident soon pauses a copy', () => {
    expect([0, 100, 400, 1200, 20_000].map((elapsed) => nextJobLookSeconds(elapsed, 21_600))).toEqual([
      5, 5, 20, 60, 60,
    ]);
  });

  it.each([1, 6, 24, 24 * 30])(
    'fit into the history of one execution when a copy may take %i h and a person a day',
    (hours) => {
      const limit = hours * 3600;
      const copying = looksUntil(limit, (elapsed) => nextJobLookSeconds(elapsed, limit));
      const asking = looksUntil(daySeconds, (elapsed) => nextAskedLookSeconds(elapsed, daySeconds));
      const rest = 3 * looksUntil(1800, (elapsed) => nextJobLookSeconds(elapsed, 1800));
      expect((copying + rest) * eventsPerLook + asking * eventsPerQuestion).toBeLessThan(historyLimit);
    },
  );

  it('fit as well when it waits a month for what is too early, with a whole admission and validation each time', () => {
    const rounds = looksUntil(30 * daySeconds, nextWaitSeconds);
    expect(rounds * 120).toBeLessThan(historyLimit);
  });

  it('fit when it waits a week for the database, a day for a person, copies for a day, and its node is lost for a month', () => {
    const waiting = looksUntil(7 * daySeconds, nextLockLookSeconds);
    const asking = looksUntil(daySeconds, (elapsed) => nextAskedLookSeconds(elapsed, daySeconds));
    const copying = looksUntil(daySeconds, (elapsed) => nextJobLookSeconds(elapsed, daySeconds));
    const cleaning = looksUntil(30 * daySeconds, nextCleaningLookSeconds);
    const events = (waiting + cleaning) * eventsPerWait + copying * eventsPerLook + asking * eventsPerQuestion;
    expect(events).toBeLessThan(historyLimit);
  });

  it('at a question end with the time to answer', () => {
    expect([
      nextAskedLookSeconds(0, 86_400),
      nextAskedLookSeconds(86_390, 86_400),
      nextAskedLookSeconds(0, 60),
    ]).toEqual([600, 10, 60]);
  });

  it('wait until what is known, six hours at most', () => {
    expect([waitUntilSeconds(0), waitUntilSeconds(90.2), waitUntilSeconds(700_000)]).toEqual([1, 91, 21_600]);
  });

  it('are whole seconds after now, whatever has passed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.integer({ min: 1, max: 10_000_000 }),
        (elapsed, limit) => {
          for (const seconds of [
            nextJobLookSeconds(elapsed, limit),
            nextAskedLookSeconds(elapsed, limit),
            nextWaitSeconds(elapsed),
            nextLockLookSeconds(elapsed),
            nextCleaningLookSeconds(elapsed),
          ])
            expect(Number.isInteger(seconds) && seconds >= 1).toBe(true);
        },
      ),
    );
  });
});
