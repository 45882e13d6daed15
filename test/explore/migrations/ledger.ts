import type { MigrationRecord, MigrationRef, StageRun } from '../../../src/contracts/migration/record.ts';
import type { MigratorResult } from '../../../src/contracts/migration/result.ts';
import type { Asked } from '../../../src/contracts/release.ts';
import type { Answer } from '../../../src/contracts/verdict.ts';
import * as lock from '../../../src/domain/migration/lock.ts';
import { type Effect, type Models, told } from '../models/effect.ts';
import { now, otherService, releaseRecord } from './facts.ts';
import type { Conclusion, MigrationWorld } from './world.ts';

type Stored = MigrationRecord | undefined;
type Concluded = Omit<Conclusion, 'holder'>;

const at = ({ record }: MigrationWorld): Stored => record ?? undefined;

const stored = (world: MigrationWorld, record: Stored): Effect<MigrationWorld> =>
  record === undefined ? told(world) : told({ ...world, record }, record);

const admit = (world: MigrationWorld, record: MigrationRecord): Effect<MigrationWorld> => {
  if (lock.isOwnAttempt(at(world), record)) return told(world, at(world));
  const taken = lock.admitted(at(world), record);
  return stored(taken === undefined ? world : { ...world, passed: [] }, taken);
};

/** The history is written first, and what it says stays. */
export const writtenDown = (
  world: MigrationWorld,
  ref: MigrationRef,
  conclusion: Concluded,
): MigrationWorld | undefined => {
  const over = lock.concluded(at(world), ref, conclusion);
  if (over === undefined) return undefined;
  return world.past[ref.epoch] === undefined
    ? { ...world, past: { ...world.past, [ref.epoch]: { ...conclusion, holder: over.holder } } }
    : world;
};

const conclude = (world: MigrationWorld, ref: MigrationRef, conclusion: Concluded): Effect<MigrationWorld> => {
  const written = writtenDown(world, ref, conclusion);
  const past = written?.past[ref.epoch];
  if (written === undefined || past === undefined) return told(world);
  const { holder: _, ...first } = past;
  return stored(written, lock.concluded(at(written), ref, first));
};

const concludedBefore = ({ past, record }: MigrationWorld, { database, epoch }: MigrationRef) => {
  const end = past[epoch];
  if (end === undefined || record === null) return undefined;
  const { holder, ...conclusion } = end;
  return { ...record, database, epoch, holder, conclusion };
};

/** The ledger's items, by the product's own conditions. The pause before another attempt takes no time. */
export const ledger: Models<MigrationWorld> = {
  'ledger.read': (world, service: string) =>
    told(world, service === otherService ? undefined : releaseRecord(world.release)),
  'ledger.answer': (world) => told(world),
  'migrations.read': (world) => told(world, at(world)),
  'migrations.admit': admit,
  'migrations.run': (world, ref: MigrationRef, run: StageRun) =>
    stored(world, lock.running(at(world), ref, { ...run, since: now })),
  'migrations.keep': (world, ref: MigrationRef, result: MigratorResult) =>
    stored(world, lock.kept(at(world), ref, result)),
  'migrations.ask': (world, ref: MigrationRef, asked: Asked) => stored(world, lock.asked(at(world), ref, asked)),
  'migrations.answer': (world, _database: string, answer: Answer, epoch?: number) =>
    stored(world, lock.answered(at(world), answer, epoch)),
  'migrations.end': (world, _database: string, because: string, epoch?: number) =>
    stored(world, lock.ended(at(world), because, epoch)),
  'migrations.conclude': conclude,
  'migrations.concluded': (world, ref: MigrationRef) => told(world, concludedBefore(world, ref)),
};
