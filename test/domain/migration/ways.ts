import fc from 'fast-check';
import type { MigrationRecord } from '../../../src/contracts/migration/record.ts';
import type { MigratorResult } from '../../../src/contracts/migration/result.ts';
import * as lock from '../../../src/domain/migration/lock.ts';
import type { MigrationLedger } from '../../../src/ports/migration-ledger.ts';
import { migrationWith } from '../../support/migration-facts.ts';

type Stored = MigrationRecord | undefined;

/** One write, by its pure meaning and by a ledger. */
export interface Way {
  readonly name: keyof MigrationLedger;
  write(stored: Stored): Stored;
  send(ledger: MigrationLedger, database: string): Promise<Stored>;
}

const epoch = fc.integer({ min: 1, max: 3 });
const word = fc.constantFrom('one', 'two');
const instant = fc.constantFrom('2026-11-23T10:00:00Z', '2026-11-23T10:00:00.500Z');
const stage = fc.constantFrom('validate', 'plan', 'execute');

const run = fc.record({ stage, attempt: fc.integer({ min: 1, max: 2 }), since: instant });
const progress = fc.record(
  { file: word, table: word, doing: fc.constantFrom('copying', 'paused'), percent: fc.constantFrom(12.5, 43) },
  { requiredKeys: ['file', 'table', 'doing'] },
);
const result: fc.Arbitrary<MigratorResult> = fc.oneof(
  fc.record({ outcome: fc.constant('passed'), stage, because: word }),
  fc.record({ outcome: fc.constant('refused'), stage, gate: fc.constantFrom('disk', 'drift'), because: word }),
  fc.record({ outcome: fc.constant('failed'), stage, error: word, because: word, again: fc.boolean() }),
);
const asked = fc.record({ question: word, because: word, token: word, since: instant });
const answer = fc.record(
  { question: word, said: fc.constantFrom('yes', 'no'), by: word, because: word, at: instant },
  { requiredKeys: ['question', 'said', 'by', 'at'] },
);
const conclusion = fc
  .record({ outcome: fc.constantFrom('migrated', 'aborted'), because: word, at: instant })
  .chain((whole) => fc.constantFrom(whole, { at: whole.at, because: whole.because, outcome: whole.outcome }));

/** Records as a flow admits them: active, with nothing said yet. */
export const admission = fc
  .record({ epoch, holder: word, admittedAt: instant })
  .map((changes) => migrationWith(changes));

const told = (what: unknown, way: Way): Way =>
  Object.assign(way, { [fc.toStringMethod]: () => `${way.name} ${JSON.stringify(what)}` });

const refTo = (database: string, number: number) => ({ database, epoch: number });

export const admitting = (record: MigrationRecord): Way =>
  told([record.epoch, record.holder], {
    name: 'admit',
    write: (stored) => (lock.isOwnAttempt(stored, record) ? stored : lock.admitted(stored, record)),
    send: (ledger, database) => ledger.admit({ ...record, database }),
  });

const running = fc.tuple(epoch, run).map(([number, job]) =>
  told([number, job], {
    name: 'run',
    write: (stored) => lock.running(stored, refTo('shop', number), job),
    send: (ledger, database) => ledger.run(refTo(database, number), job),
  }),
);

const progressing = fc.tuple(epoch, progress, instant).map(([number, how, at]) =>
  told([number, how, at], {
    name: 'progress',
    write: (stored) => lock.progressed(stored, refTo('shop', number), how, at),
    send: (ledger, database) => ledger.progress(refTo(database, number), how, at),
  }),
);

const keeping = fc.tuple(epoch, result).map(([number, said]) =>
  told([number, said], {
    name: 'keep',
    write: (stored) => lock.kept(stored, refTo('shop', number), said),
    send: (ledger, database) => ledger.keep(refTo(database, number), said),
  }),
);

const asking = fc.tuple(epoch, asked).map(([number, what]) =>
  told([number, what], {
    name: 'ask',
    write: (stored) => lock.asked(stored, refTo('shop', number), what),
    send: (ledger, database) => ledger.ask(refTo(database, number), what),
  }),
);

const answering = fc.tuple(answer, fc.option(epoch, { nil: undefined })).map(([said, number]) =>
  told([said, number], {
    name: 'answer',
    write: (stored) => lock.answered(stored, said, number),
    send: (ledger, database) => ledger.answer(database, said, number),
  }),
);

const ending = fc.tuple(word, fc.option(epoch, { nil: undefined })).map(([because, number]) =>
  told([because, number], {
    name: 'end',
    write: (stored) => lock.ended(stored, because, number),
    send: (ledger, database) => ledger.end(database, because, number),
  }),
);

const concluding = fc.tuple(epoch, conclusion).map(([number, how]) =>
  told([number, how], {
    name: 'conclude',
    write: (stored) => lock.concluded(stored, refTo('shop', number), how),
    send: (ledger, database) => ledger.conclude(refTo(database, number), how),
  }),
);

/** Every write of the migration ledger, with few enough values that they meet. */
export const way: fc.Arbitrary<Way> = fc.oneof(
  ...[admission.map(admitting), running, progressing, keeping, asking, answering, ending, concluding],
);
