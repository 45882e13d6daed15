import { describe, expect, it } from '@jest/globals';
import type { Calendar } from '../../src/contracts/gates.ts';
import type { ReleaseRequest } from '../../src/contracts/request.ts';
import { type TermsGround, termsOf } from '../../src/domain/terms.ts';
import { policyInput, policyWith } from '../support/release-facts.ts';

const byHand: ReleaseRequest = { service: 'orders', tag: '2.0.0' };
const push: ReleaseRequest = { ...byHand, startedBy: 'push' };
const hotfix: ReleaseRequest = { ...byHand, hotfix: true, reason: 'checkout is down' };
const fallback: ReleaseRequest = { ...byHand, startedBy: 'fallback' };

const calendar: Calendar = {
  timeZone: 'UTC',
  windows: [],
  freezes: [{ from: '2026-12-24', to: '2026-12-27', because: 'feast' }],
};
const baseline = { requests: 900, errors: 3, slow: [90], slowAboveSeconds: [0.2] };
const found: TermsGround = { request: push, baseline, served: { requests: 1_000_000, errors: 600 }, calendar };
const gates = { incidents: ['datacentre'] };
const health = {
  ...policyInput.health,
  inconclusive: 'advance',
  askFor: '2h',
  errors: { worseBy: 0.5 },
  latency: { worseBy: 4, warmUp: '3m' },
};

describe('the terms of a release', () => {
  it('are what the policy says of judging, and what was found', () => {
    expect(termsOf(policyWith({ health, gates, budget: {} }), found)).toEqual({
      ...{ inconclusive: 'advance', askSeconds: 7200, errorsWorseBy: 0.5, slowerBy: 4, warmUpSeconds: 180 },
      ...{ baseline, errorsAllowed: 100, calendar, incidents: ['datacentre'] },
    });
  });

  it('have neither calendar, incidents nor budget where the policy has none', () => {
    const terms = termsOf(policyWith(), { ...found, calendar: undefined, baseline: null });
    expect(terms).toMatchObject({ baseline: null, incidents: [] });
    expect(Object.keys(terms)).not.toContain('calendar');
    expect(Object.keys(terms)).not.toContain('errorsAllowed');
  });

  it('allow a release by hand no fewer errors than stable has, when the budget is spent', () => {
    const spent = { ...found, served: { requests: 1_000_000, errors: 1000 } };
    const policy = policyWith({ budget: {} });
    expect(termsOf(policy, spent).errorsAllowed).toBe(0);
    expect(termsOf(policy, { ...spent, request: byHand }).errorsAllowed).toBeUndefined();
    expect(termsOf(policy, { ...found, request: byHand }).errorsAllowed).toBe(100);
  });

  it.each([
    ['a hotfix', hotfix],
    ['a fallback', fallback],
  ])('let %s wait for nothing, and spend what it must', (_, request) => {
    const terms = termsOf(policyWith({ gates, budget: {} }), { ...found, request });
    expect(terms).toMatchObject({ incidents: [] });
    expect(Object.keys(terms)).not.toContain('calendar');
    expect(Object.keys(terms)).not.toContain('errorsAllowed');
  });
});
