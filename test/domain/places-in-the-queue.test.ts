import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { type Queued, ranks } from '../../src/contracts/request.ts';
import { admitted, dequeued, enqueued } from '../../src/domain/lock.ts';
import { carriedOver, firstWaiting } from '../../src/domain/queue.ts';
import { recordWith } from '../support/release-facts.ts';

const byRank = {
  3: { startedBy: 'fallback' },
  2: { hotfix: true },
  1: { startedBy: 'push' },
  0: { flag: 'a' },
} as const;
const waitingSince = (second: number, rank: Queued['rank'], tag = '2.0.0'): Queued => ({
  ...{ request: { service: 'orders', tag, ...byRank[rank] }, rank },
  at: new Date(Date.UTC(2026, 10, 23, 10, 0, second)).toISOString(),
});

const [fallback, hotfix, push] = [waitingSince(3, 3), waitingSince(2, 2), waitingSince(1, 1)];
const later = waitingSince(4, 1, '2.0.1');
const flag = waitingSince(5, 0, 'flag.checkout');

const waitAll = (record: ReleaseRecord, queue: readonly Queued[]): ReleaseRecord =>
  queue.reduce((stored, queued) => enqueued(stored, queued) ?? stored, record);

/** The lock is freed, and whoever may begin is admitted. */
const begin = (record: ReleaseRecord, request: Queued['request']): ReleaseRecord => {
  const free = { ...record, status: 'free' } as const;
  const { queue: _, ...next } = recordWith({ epoch: record.epoch + 1 });
  const taken = admitted(free, { ...next, ...carriedOver(free, request) }, 'free', free.queue);
  if (taken === undefined) throw new Error('the lock was free');
  return taken;
};

describe('a request that waits', () => {
  it('goes behind those of higher rank, whoever came first', () => {
    const orders = [
      [fallback, hotfix, push],
      [push, hotfix, fallback],
      [hotfix, push, fallback],
    ];
    for (const order of orders) expect(waitAll(recordWith(), order).queue).toEqual([fallback, hotfix, push]);
  });

  it('is replaced by a newer one of its rank, and by no other', () => {
    expect(waitAll(recordWith(), [push, fallback, later]).queue).toEqual([fallback, later]);
    expect(waitAll(recordWith(), [later, fallback, push]).queue).toEqual([fallback, later]);
    expect(waitAll(recordWith(), [push, flag]).queue).toEqual([push, flag]);
  });

  it('leaves the queue when it begins or is refused, and those behind it stay', () => {
    const waiting = waitAll(recordWith(), [push, fallback]);
    expect(begin(waiting, fallback.request).queue).toEqual([push]);
    expect(dequeued(waiting, fallback)?.queue).toEqual([push]);
    expect(dequeued(waiting, push)?.queue).toEqual([fallback]);
    expect(begin(begin(waiting, fallback.request), push.request)).not.toHaveProperty('queue');
    expect(dequeued(waiting, hotfix)).toBeUndefined();
  });

  it('is not overlooked by an admission that was decided before it came', () => {
    const free = recordWith({ status: 'free', queue: [push] });
    const next = { ...recordWith({ epoch: 8 }), ...carriedOver(free, push.request) };
    expect(admitted(enqueued(free, fallback, 7), next, 'free', free.queue)).toBeUndefined();
    expect(admitted(free, next, 'free', free.queue)).toEqual(next);
  });
});

type Event = { readonly waits: Queued } | { readonly begins: 'first' | 'another' } | { readonly refused: 'first' };

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.nat(59), fc.constantFrom(...ranks), fc.constantFrom('2.0.0', '2.0.1', '2.0.2'))
      .map((all) => ({ waits: waitingSince(...all) })),
  },
  fc.constantFrom<Event>({ begins: 'first' }, { begins: 'another' }, { refused: 'first' }),
);

/** The record after an event, and which request began or was refused by it. */
const after = (record: ReleaseRecord, happens: Event): readonly [ReleaseRecord, Queued?] => {
  if ('waits' in happens) return [enqueued(record, happens.waits) ?? record];
  const first = firstWaiting(record);
  if ('begins' in happens && (happens.begins === 'another' || first === undefined))
    return [begin(record, { service: 'orders', tag: '9.0.0' })];
  if (first === undefined) return [record];
  return ['begins' in happens ? begin(record, first.request) : (dequeued(record, first) ?? record), first];
};

/** In its place waits one of its rank that is as new. */
const isReplaced = ({ rank, at }: Queued, { queue = [] }: ReleaseRecord): boolean =>
  queue.some((waiting) => waiting.rank === rank && waiting.at >= at);

describe('whatever happens', () => {
  it('what waited begins, is refused, is replaced by one of its rank that is as new, or waits on in its order', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        let record = recordWith();
        for (const happens of events) {
          const before = [...(record.queue ?? []), ...('waits' in happens ? [happens.waits] : [])];
          const [next, called] = after(record, happens);
          record = next;
          const lost = before.filter((queued) => queued !== called && !isReplaced(queued, next));
          expect(lost).toEqual([]);
          const order = (next.queue ?? []).map(({ rank }) => rank);
          expect(order).toEqual([...new Set(order)].sort((one, other) => other - one));
        }
      }),
      { numRuns: 500 },
    );
  });
});
