import type { MigrationRef } from '../../../src/contracts/migration/record.ts';
import type { MigratorJob } from '../../../src/ports/migrator-jobs.ts';
import { canonical } from '../canonical.ts';
import { doorbell } from '../models/doorbell.ts';
import type { Effect, Models } from '../models/effect.ts';
import { executions } from '../models/executions.ts';
import type { Call } from '../process-states.ts';
import { cluster } from './cluster.ts';
import { ledger, writtenDown } from './ledger.ts';
import type { Conclusion, MigrationWorld } from './world.ts';

const models: Models<MigrationWorld> = {
  ...{ ...ledger, ...cluster },
  ...doorbell<MigrationWorld>(),
  ...executions<MigrationWorld>(),
};

const reads = new Set(['ledger.read', 'migrations.read', 'migrations.concluded', 'jobs.look', 'executions.stateOf']);

const nameOf = ({ port, method }: Call): string => `${port}.${method}`;
export const isWrite = (call: Call): boolean => !reads.has(nameOf(call));

/** Does the call in the world. */
export const perform = (world: MigrationWorld, call: Call): Effect<MigrationWorld> => {
  const model = models[nameOf(call)];
  if (model === undefined) throw new Error(`the model does not know the call ${nameOf(call)} of ${call.program}`);
  return model(world, ...(call.args as never[]));
};

/** A conclusion is two writes: the history's, then the lock's. */
export const half = (world: MigrationWorld, call: Call): MigrationWorld | undefined => {
  if (nameOf(call) !== 'migrations.conclude') return undefined;
  const [ref, conclusion] = call.args as [MigrationRef, Omit<Conclusion, 'holder'>];
  return writtenDown(world, ref, conclusion);
};

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));

const isUnagreed = (world: MigrationWorld, { ref, stage, migration }: MigratorJob): boolean =>
  stage === 'execute' &&
  world.record?.epoch === ref.epoch &&
  migration.terms.approval === 'always' &&
  world.record?.answers?.some(({ said }) => said === 'yes') !== true;

const whatIsWrongToConclude = ({ passed }: MigrationWorld, [ref, { outcome }]: [MigrationRef, Conclusion]) =>
  outcome !== 'migrated' || (passed.includes('execute') && passed.includes('verify'))
    ? null
    : `migration ${ref.epoch} is concluded migrated, but ${passed.includes('execute') ? 'verify' : 'execute'} never passed`;

/** What is wrong with a call having had this effect: it should have been fenced off. */
export const whatIsWrongWith = (
  call: Call,
  before: MigrationWorld,
  { world }: Effect<MigrationWorld>,
): string | null => {
  const name = nameOf(call);
  const epoch = before.record?.epoch ?? 0;
  if (call.epoch !== null && call.epoch < epoch && name !== 'migrations.admit' && !isSame(world.record, before.record))
    return `migration ${call.epoch} wrote (${name} of ${call.program}) while migration ${epoch} has the database`;
  if (world === before) return null;
  if (name === 'jobs.start' && isUnagreed(before, call.args[0] as MigratorJob))
    return `${call.program} begins to execute without a person's yes`;
  return name === 'migrations.conclude' ? whatIsWrongToConclude(before, call.args as [MigrationRef, Conclusion]) : null;
};
