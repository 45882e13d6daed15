import { describe, expect, it } from '@jest/globals';
import { Status } from '../../src/contracts/release.ts';
import type { ReleaseRequest } from '../../src/contracts/request.ts';
import { queuedExecutionName } from '../../src/domain/names.ts';
import { isUrgent, onBusy, placeOf, queuedFrom } from '../../src/domain/queue.ts';
import { digestOf, policyWith, recordWith } from '../support/release-facts.ts';

const push = (tag: string): ReleaseRequest => ({ service: 'orders', tag, startedBy: 'push' });
const hotfix: ReleaseRequest = { service: 'orders', tag: '1.4.1', hotfix: true, reason: 'checkout is down' };
const fallback: ReleaseRequest = { service: 'orders', tag: '1.4.0', startedBy: 'fallback' };
const policy = (action: 'supersede' | 'queue' | 'refuse', inARow = 3) => policyWith({ secondPush: { action, inARow } });
const running = recordWith();
const at = (candidateWeight: number, copies = false) => ({ candidateWeight, copies });
const runningWith = (changes: Partial<typeof running.release>) =>
  recordWith({ release: { ...running.release, ...changes } });

describe('a second request during a release', () => {
  it('lets a migration end that copies a table, unless it is urgent', () => {
    expect(onBusy(policyWith(), running, push('2.0.1'), at(0, true))).toEqual({
      kind: 'queue',
      because:
        '2.0.1 waits for release 7 of orders (1.4.0 to 2.0.0): its migration copies a table, which would begin anew',
    });
    expect(onBusy(policyWith(), running, hotfix, at(0, true)).kind).toBe('supersede');
  });

  it('makes the release give way when it is a newer version, unless the policy says otherwise', () => {
    expect(onBusy(policyWith(), running, push('2.0.1'), at(25))).toEqual({
      kind: 'supersede',
      because: 'release 7 of orders (1.4.0 to 2.0.0) makes way for 2.0.1',
    });
  });

  it.each([
    ['is older', '1.9.0', 'is not newer'],
    ['is the same', '2.0.0', 'is not newer'],
    ['is no version', 'hourly', 'is not newer'],
    ['is a pre-release of the same', '2.0.0-rc.1', 'is not newer'],
  ])('waits when it %s', (_, tag, why) => {
    const { kind, because } = onBusy(policyWith(), running, push(tag), at(25));
    expect([kind, because]).toEqual(['queue', expect.stringContaining(why)]);
  });

  it('supersedes only what is active: what goes back or is retired must end first', () => {
    const superseded = Status.options.filter(
      (status) => onBusy(policyWith(), recordWith({ status }), push('3.0.0'), at(5)).kind === 'supersede',
    );
    expect(superseded).toEqual(['active']);
  });

  it('waits when everybody is on the running version already: it first passes its point of no return', () => {
    expect(onBusy(policyWith(), running, push('3.0.0'), at(99)).kind).toBe('supersede');
    expect(onBusy(policyWith(), running, push('3.0.0'), at(100))).toMatchObject({
      kind: 'queue',
      because: expect.stringContaining('point of no return'),
    });
  });

  it('lets so many releases in a row give way, then one ends', () => {
    expect(onBusy(policy('supersede', 3), runningWith({ inARow: 2 }), push('3.0.0'), at(5)).kind).toBe('supersede');
    expect(onBusy(policy('supersede', 3), runningWith({ inARow: 3 }), push('3.0.0'), at(5))).toMatchObject({
      kind: 'queue',
      because: expect.stringContaining('3 releases in a row made way already'),
    });
  });

  it('waits or is refused where the policy says so, however new it is', () => {
    expect(onBusy(policy('queue'), running, push('3.0.0'), at(0))).toEqual({
      kind: 'queue',
      because: '3.0.0 waits for release 7 of orders (1.4.0 to 2.0.0)',
    });
    expect(onBusy(policy('refuse'), running, push('3.0.0'), at(0))).toEqual({
      kind: 'refuse',
      because: 'release 7 of orders (1.4.0 to 2.0.0) is active since 2026-11-23T10:00:00.000Z',
    });
  });
});

describe('what is urgent', () => {
  it('is a hotfix or a fallback, and nothing else', () => {
    expect([hotfix, fallback, push('2.0.0'), { ...hotfix, hotfix: false }].map(isUrgent)).toEqual([
      ...[true, true, false, false],
    ]);
  });

  it.each(['supersede', 'queue', 'refuse'] as const)('passes the running release where others are to %s', (action) => {
    for (const request of [hotfix, fallback])
      expect(onBusy(policy(action, 1), runningWith({ inARow: 9 }), request, at(50)).kind).toBe('supersede');
  });

  it('is superseded by nothing, not even by what is urgent too', () => {
    for (const request of [push('9.0.0'), hotfix, fallback])
      expect(onBusy(policyWith(), runningWith({ urgent: true }), request, at(5))).toMatchObject({
        kind: 'queue',
        because: expect.stringContaining('it is a fallback or a hotfix'),
      });
  });

  it('waits for a release that everybody is on, and for one that goes back', () => {
    expect(onBusy(policyWith(), running, hotfix, at(100)).kind).toBe('queue');
    expect(onBusy(policyWith(), recordWith({ status: 'aborting' }), fallback, at(5)).kind).toBe('queue');
  });
});

describe('the place in the queue', () => {
  it('is a fallback’s before a hotfix’s before any other version’s before a flag’s', () => {
    const flag = { service: 'orders', tag: 'flag.checkout', flag: 'checkout' };
    const requests = [fallback, hotfix, push('2.0.0'), flag];
    const ranks = requests.map((request) => queuedFrom(request, '2026-11-23T10:00:00Z').rank);
    expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
    expect(new Set(ranks).size).toBe(4);
  });

  it('goes by when the image was pushed; what a person starts came now', () => {
    const at = '2026-11-23T09:00:00.000Z';
    expect(queuedFrom({ ...push('2.0.0'), at }, '2026-11-23T10:00:00Z').at).toBe(at);
    expect(queuedFrom(hotfix, '2026-11-23T10:00:00Z').at).toBe('2026-11-23T10:00:00Z');
  });

  it('is told by rank, service, tag and digest', () => {
    const request = { ...push('2.0.1'), digest: digestOf('c') };
    const queued = queuedFrom(request, '2026-11-23T10:00:00Z');
    const record = recordWith({ queue: [queuedFrom(fallback, '2026-11-23T10:00:00Z'), queued] });
    expect(placeOf(record, { ...request, inARow: 1 })).toBe(queued);
    for (const other of [{ tag: '2.0.2' }, { digest: digestOf('d') }, { hotfix: true }])
      expect(placeOf(record, { ...request, ...other })).toBeUndefined();
    expect(placeOf(recordWith(), request)).toBeUndefined();
    expect(placeOf(undefined, request)).toBeUndefined();
  });

  it('gives one name for one execution after one release, of at most 80 characters', () => {
    expect(queuedExecutionName(push('2.0.1'), 7)).toBe('orders-2.0.1-after-7');
    const long = queuedExecutionName({ service: 'a'.repeat(40), tag: 'b+'.repeat(64) }, 123_456);
    expect(long).toMatch(/^[\w.-]{1,80}$/);
    expect(long.endsWith('-after-123456')).toBe(true);
  });
});
