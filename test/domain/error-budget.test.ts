import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { budgetState, errorsAllowed, whySpent } from '../../src/domain/error-budget.ts';

const budget = { objective: 99.9, share: 25 };
const million = { requests: 1_234_000, errors: 0 };

describe('the error budget', () => {
  it('is what the objective allows of the requests of 30 days', () => {
    expect(budgetState({ ...million, errors: 617 }, budget)).toEqual({
      allowed: 1234,
      spent: 617,
      left: 617,
      share: 0.5,
    });
  });

  it('counts exactly where floats would lose a request', () => {
    expect(budgetState({ requests: 1_000_000, errors: 0 }, budget).allowed).toBe(1000);
    expect(budgetState({ requests: 100_000, errors: 0 }, { objective: 99.99 }).allowed).toBe(10);
  });

  it('refuses nothing while some of it is left', () => {
    expect(whySpent({ ...million, errors: 1233 }, budget)).toBeNull();
  });

  it('says what was allowed and what has failed when it is spent', () => {
    expect(whySpent({ ...million, errors: 1300 }, budget)).toBe(
      '99.9 % over 30 days allows 1,234 failed requests of 1.23 M; 1,300 have failed: automatic releases are refused until errors are 30 days past; start it by hand if you mean it',
    );
  });

  it('gives one release a share of what is left, in whole requests', () => {
    expect(errorsAllowed({ ...million, errors: 1000 }, budget)).toBe(58);
    expect(errorsAllowed({ ...million, errors: 5000 }, budget)).toBe(0);
  });

  it('sets no bound and refuses nothing without any traffic', () => {
    const nothing = { requests: 0, errors: 0 };
    expect(whySpent(nothing, budget)).toBeNull();
    expect(errorsAllowed(nothing, budget)).toBeUndefined();
    expect(budgetState(nothing, budget)).toEqual({ allowed: 0, spent: 0, left: 0, share: null });
  });
});

const served = fc
  .tuple(fc.nat(10_000_000), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([requests, part]) => ({ requests, errors: Math.floor(requests * part) }));
const anyBudget = fc
  .tuple(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 100 }))
  .map(([thousandths, share]) => ({ objective: thousandths / 1000, share }));

describe('the error budget, whatever was served,', () => {
  it('lets a release cost no more than is left', () =>
    fc.assert(
      fc.property(served, anyBudget, (past, chosen) => {
        const allowed = errorsAllowed(past, chosen) ?? 0;
        expect(allowed).toBeGreaterThanOrEqual(0);
        expect(allowed).toBeLessThanOrEqual(budgetState(past, chosen).left);
      }),
    ));

  it('refuses exactly where errors happened and nothing is left', () =>
    fc.assert(
      fc.property(served, anyBudget, (past, chosen) => {
        const { left } = budgetState(past, chosen);
        expect(whySpent(past, chosen) !== null).toBe(past.errors > 0 && left === 0);
      }),
    ));

  it('never grows by an error', () =>
    fc.assert(
      fc.property(served, anyBudget, (past, chosen) => {
        const worse = { ...past, errors: past.errors + 1 };
        expect(budgetState(worse, chosen).left).toBeLessThanOrEqual(budgetState(past, chosen).left);
      }),
    ));
});
