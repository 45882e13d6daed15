import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dynamodbLedger } from '../../../src/adapters/aws/dynamodb-ledger.ts';
import { type Asked, type Conclusion, type ReleaseRecord, Status } from '../../../src/contracts/release.ts';
import { type Queued, ranks } from '../../../src/contracts/request.ts';
import type { Answer } from '../../../src/contracts/verdict.ts';
import * as asking from '../../../src/domain/asking.ts';
import * as lock from '../../../src/domain/lock.ts';
import { firstWaiting } from '../../../src/domain/queue.ts';
import type { AbortCause, Ledger, StatusMove } from '../../../src/ports/ledger.ts';
import { digestOf, recordWith } from '../../support/release-facts.ts';
import { openTable, tableName } from './table.ts';

let table: Awaited<ReturnType<typeof openTable>>;
beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());

/** What the pure functions make of the same calls. */
const model = () => {
  let stored: ReleaseRecord | undefined;
  const write = (changed: ReleaseRecord | undefined) => {
    stored = changed ?? stored;
    return changed;
  };
  return {
    read: () => stored,
    admit: (record: ReleaseRecord, over?: 'free' | 'quarantined', waiting?: readonly Queued[]) =>
      write(lock.admitted(stored, record, over, waiting)) ?? (lock.isOwnAttempt(stored, record) ? stored : undefined),
    abort: (cause: AbortCause) => write(lock.aborted(stored, cause)),
    move: (move: StatusMove) => write(lock.moved(stored, move)),
    enqueue: (queued: Queued, epoch?: number) => write(lock.enqueued(stored, queued, epoch)),
    dequeue: (queued: Queued) => void write(lock.dequeued(stored, queued)),
    ask: (number: number, asked: Asked) => write(asking.asking(stored, number, asked)),
    answer: (answer: Answer, number?: number) => write(asking.answered(stored, answer, number)),
    promote: (because: string) => write(lock.promoted(stored, because)),
  };
};

/** A call to both sides; it answers what each of them answered. */
type Call = (
  real: Ledger,
  pure: ReturnType<typeof model>,
  service: string,
) => readonly [answer: Promise<unknown>, expected: unknown];

/** The same and neighbouring instants, in every spelling that AWS and people use. */
const instant = fc.constantFrom(
  ...['2026-11-23T10:00:00Z', '2026-11-23T10:00:00.000Z', '2026-11-23T12:00:00.000+0200'],
  ...['2026-11-23T10:00:00.500Z', '2026-11-23T10:05:00.000+0000'],
);
const utc = fc.constantFrom('2026-11-23T10:00:00Z', '2026-11-23T10:00:00.000Z', '2026-11-23T10:00:00.500Z');
const epoch = fc.integer({ min: 1, max: 3 });
const word = fc.constantFrom('one', 'two');
const withdrawn = fc.constantFrom([], [digestOf('a')], [digestOf('b'), digestOf('c')]);

const queued: fc.Arbitrary<Queued> = fc
  .record({
    tag: fc.constantFrom('2.0.0', '2.1.0'),
    at: utc,
    rank: fc.constantFrom(...ranks),
    by: fc.boolean(),
    swapped: fc.boolean(),
  })
  .map(({ tag, at, rank, by, swapped }) => {
    const names = swapped ? { tag, service: 'orders' } : { service: 'orders', tag };
    const request = { ...names, ...(by ? { startedBy: 'push' as const, at } : {}) };
    return swapped ? { at, rank, request } : { request, rank, at };
  });

const question = fc.constantFrom('gate before 25 %', 'gate before 50 %');
const asked = fc.record({ question, because: word, token: word, since: utc });
const answer: fc.Arbitrary<Answer> = fc
  .record({ question, said: fc.constantFrom('yes', 'no'), by: word, at: utc, why: fc.boolean(), swapped: fc.boolean() })
  .map(({ swapped, why, at, ...said }) => ({
    ...(swapped ? { at, ...said } : { ...said, at }),
    ...(why ? { because: 'told to' } : {}),
  }));

const queue = fc
  .uniqueArray(queued, { selector: ({ rank }) => rank, minLength: 1 })
  .map((waiting) => waiting.sort((one, other) => other.rank - one.rank));

const conclusion: fc.Arbitrary<Conclusion> = fc
  .record({ outcome: fc.constantFrom('released', 'rolledBack'), because: word, swapped: fc.boolean() })
  .map(({ outcome, because, swapped }) => {
    const at = '2026-11-23T11:00:00.000Z';
    return swapped ? { at, because, outcome } : { outcome, because, at };
  });

const record = fc
  .record(
    {
      ...{ epoch, holder: word, admittedAt: instant, guards: fc.subarray(['5xx', 'latency']), queue, withdrawn },
      ...{ asked, answers: fc.array(answer, { maxLength: 2 }) },
    },
    { requiredKeys: ['epoch', 'holder', 'admittedAt', 'guards'] },
  )
  .map(({ withdrawn: list, ...changes }) => recordWith({ ...changes, ...(list && { withdrawn: [...list] }) }));

const cause: fc.Arbitrary<AbortCause> = fc.record(
  {
    because: word,
    epoch,
    alarm: fc.record({ name: fc.constantFrom('5xx', 'latency', '5'), firedAt: instant }),
    supersededBy: word,
    blame: fc.constantFrom('version', 'patience', 'person', 'trouble'),
  },
  { requiredKeys: ['because'] },
);

const move: fc.Arbitrary<StatusMove> = fc.record(
  {
    epoch,
    from: fc.subarray([...Status.options], { minLength: 1 }),
    to: fc.constantFrom(...Status.options),
    conclusion,
    withdrawn,
  },
  { requiredKeys: ['epoch', 'from', 'to'] },
);

/** A call that counterexamples show with its arguments. */
const told = (name: string, argument: unknown, perform: Call): Call =>
  Object.assign(perform, { [fc.toStringMethod]: () => `${name} ${JSON.stringify(argument)}` });

/** `knows`: it has read who waits. */
const admitting = (wanted: ReleaseRecord, over?: 'free' | 'quarantined', knows = true): Call =>
  told('admit', { ...wanted, release: '…', over, knows }, (real, pure, service) => {
    const own = { ...wanted, service };
    const former = pure.read();
    const expected = pure.admit(own, over, knows ? former?.queue : undefined);
    return [real.admit(own, over, knows ? former?.queue : undefined), expected];
  });

const call: fc.Arbitrary<Call> = fc.oneof(
  fc.tuple(record, fc.constantFrom('free', 'quarantined', undefined), fc.boolean()).map((all) => admitting(...all)),
  cause.map((why) => told('abort', why, (real, pure, service) => [real.abort(service, why), pure.abort(why)])),
  move.map((how) => told('move', how, (real, pure, service) => [real.move(service, how), pure.move(how)])),
  fc
    .tuple(queued, fc.option(epoch, { nil: undefined }))
    .map(([next, behind]) =>
      told('enqueue', { next, behind }, (real, pure, service) => [
        real.enqueue(service, next, behind),
        pure.enqueue(next, behind),
      ]),
    ),
  queued.map((next) =>
    told('dequeue', next, (real, pure, service) => [real.dequeue(service, next), pure.dequeue(next)]),
  ),
  fc.constant(
    told('dequeue', 'what was read', (real, pure, service) => {
      const waiting = firstWaiting(pure.read());
      const taken = real.read(service).then(async (stored) => {
        const first = firstWaiting(stored);
        return first && real.dequeue(service, first);
      });
      return [taken, waiting && pure.dequeue(waiting)];
    }),
  ),
  fc
    .tuple(epoch, asked)
    .map(([number, what]) =>
      told('ask', { number, what }, (real, pure, service) => [
        real.ask({ service, epoch: number }, what),
        pure.ask(number, what),
      ]),
    ),
  fc
    .tuple(answer, fc.option(epoch, { nil: undefined }))
    .map(([said, number]) =>
      told('answer', { said, number }, (real, pure, service) => [
        real.answer(service, said, number),
        pure.answer(said, number),
      ]),
    ),
  word.map((why) => told('promote', why, (real, pure, service) => [real.promote(service, why), pure.promote(why)])),
);

/** Most sequences begin with a release, or nearly every call would find no record. */
const calls = fc
  .tuple(record, fc.array(call, { minLength: 1, maxLength: 14 }))
  .map(([first, rest]) => [admitting({ ...first, epoch: 1 }), ...rest]);

describe('the ledger over the wire', () => {
  it('answers and stores what src/domain/lock.ts and asking.ts say, whatever is called in whatever order', async () => {
    let services = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 9, arbitrary: calls }, fc.array(call, { maxLength: 5 })),
        async (sequence) => {
          const service = `orders-${services++}`;
          const real = dynamodbLedger(table.client, tableName);
          const pure = model();
          for (const perform of sequence) {
            const [answer, expected] = perform(real, pure, service);
            expect(await answer).toEqual(expected);
            expect(await real.read(service)).toEqual(pure.read());
          }
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});
