import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Status } from '../../src/contracts/release.ts';
import { leftBehind, mayUndo, retirementStanding, standing, unabortable } from '../../src/domain/protocol.ts';
import { recordWith, release } from '../support/release-facts.ts';

const statuses = Status.options;
const in_ = (status: (typeof statuses)[number], epoch = 7) => recordWith({ status, epoch });

describe('who may do what next', () => {
  it('lets a forward effect go on in its own active release only', () => {
    const allowed = statuses.filter((status) => standing(in_(status), release) === 'go');
    expect(allowed).toEqual(['active']);
  });

  it('calls a release aborted while its abort runs, so that a step undoes what it wrote', () => {
    expect(statuses.filter((status) => standing(in_(status), release) === 'aborted')).toEqual(['aborting', 'settling']);
  });

  it('gives another epoch no effect at all, neither forward nor back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...statuses),
        fc.integer({ min: 1, max: 99 }).filter((epoch) => epoch !== 7),
        (status, epoch) => {
          const record = in_(status, epoch);
          expect(standing(record, release)).toBe('stale');
          expect(mayUndo(record, release)).toBe(false);
          expect(retirementStanding(record, release)).toBe('stale');
          expect(unabortable(record, release)).toBe('stale');
        },
      ),
    );
  });

  it('never lets a step be both allowed forward and allowed back', () => {
    for (const status of statuses)
      expect(standing(in_(status), release) === 'go' && mayUndo(in_(status), release)).toBe(false);
  });

  it('undoes nothing after the point of no return', () => {
    expect(mayUndo(in_('retiring'), release)).toBe(false);
    expect(unabortable(in_('retiring'), release)).toBe('pastReturn');
  });

  it('finds nothing more to write once a release settles', () => {
    expect(unabortable(in_('settling'), release)).toBe('undone');
  });

  it('treats a service without a record as somebody else’s', () => {
    expect(standing(undefined, release)).toBe('stale');
    expect(unabortable(undefined, release)).toBe('stale');
  });
});

describe('an execution that ended', () => {
  const holder = recordWith().holder;

  it('left a release behind when it held the lock and the release was not over', () => {
    const left = statuses.filter((status) => leftBehind(in_(status), { name: holder }));
    expect(left).toEqual(['active', 'retiring', 'aborting', 'settling']);
  });

  it('left nothing behind when another execution holds the lock', () => {
    expect(leftBehind(in_('active'), { name: 'refused-while-another-ran' })).toBe(false);
  });

  it('left its release behind when it was the recovery of the very same epoch', () => {
    expect(leftBehind(in_('aborting'), { name: 'recover-orders-7-1', recovers: 7 })).toBe(true);
    expect(leftBehind(in_('aborting'), { name: 'recover-orders-6-1', recovers: 6 })).toBe(false);
  });
});
