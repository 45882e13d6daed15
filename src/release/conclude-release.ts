import type { Conclusion, Outcome, ReleaseRecord, Status } from '../contracts/release.ts';
import type { Concluded, ConcludeInput } from '../contracts/turns.ts';
import { splitsWithAllOn, usersMustBeOn, usersStayOn } from '../domain/ending.ts';
import { TidegateError } from '../domain/errors.ts';
import { deploysVersion } from '../domain/plan-shape.ts';
import { instantSplits } from '../domain/undo.ts';
import { withdrawnAfter } from '../domain/withdrawn.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Executions } from '../ports/executions.ts';
import type { Flags } from '../ports/flags.ts';
import type { History } from '../ports/history.ts';
import type { Ledger } from '../ports/ledger.ts';
import { subjectOf } from './announce.ts';
import { finishFlags, undoAllFlags } from './flip-flags.ts';
import { proveSplit } from './prove-split.ts';
import { startQueued } from './start-queued.ts';
import { undoItem, type WayBackPorts } from './way-back.ts';

export interface ConcludePorts extends WayBackPorts {
  readonly ledger: Ledger;
  readonly flags: Flags;
  readonly history: History;
  readonly announcer: Announcer;
  readonly executions: Executions;
}

/** How each ending is entered: from which status, to which, and what must be proven first. */
interface Ending {
  readonly outcome: Outcome;
  readonly from: readonly Status[];
  readonly to: Status;
  /** `now` is ISO 8601. */
  prove(record: ReleaseRecord, ports: ConcludePorts, now: string): Promise<void>;
}

const nothing = async (): Promise<void> => {};

/** What a killed straggler may have written after the rollback is set back once more, and read back. */
const settle = async (record: ReleaseRecord, ports: ConcludePorts, now: string): Promise<void> => {
  const { undo } = record.release;
  for (const safe of instantSplits(undo)) {
    await ports.traffic.set(safe);
    await proveSplit(ports.traffic, safe);
  }
  await undoAllFlags(ports.flags, record);
  for (const item of undo.filter(({ tier }) => tier === 'cluster')) {
    const waiting = await undoItem(record, item, { now, elapsedSeconds: Infinity, controllerSeconds: 0 }, ports);
    if (waiting !== null) throw new TidegateError('NotConverged', `still, ${waiting}`);
  }
};

const proveReleased = async (record: ReleaseRecord, { traffic, flags }: ConcludePorts): Promise<void> => {
  const { release } = record;
  for (const split of splitsWithAllOn(release, usersStayOn(release))) await proveSplit(traffic, split);
  await finishFlags(flags, record);
};

const endings: Readonly<Record<ConcludeInput['as'], Ending>> = {
  released: {
    ...{ outcome: 'released', from: ['retiring'], to: 'free' },
    prove: proveReleased,
  },
  rolledBack: { outcome: 'rolledBack', from: ['settling'], to: 'free', prove: settle },
  refused: { outcome: 'refused', from: ['active'], to: 'free', prove: nothing },
  unproven: {
    outcome: 'quarantined',
    from: ['active', 'aborting', 'settling', 'retiring'],
    to: 'quarantined',
    prove: nothing,
  },
};

const outcomeOf = ({ release }: ReleaseRecord, outcome: Outcome): Outcome =>
  outcome === 'released' && usersStayOn(release) === 'stable' ? 'withdrawn' : outcome;

/** How a plan ended that went to its end; null for other endings. */
const sentenceFor = (
  { service, epoch, release: { from, to, plan } }: ReleaseRecord,
  outcome: Outcome,
): string | null => {
  const name = `release ${epoch} of ${service}`;
  const raises = !deploysVersion(plan);
  if (outcome === 'released')
    return raises
      ? `${name}: the flag is up for all users of ${to.version}`
      : `${name}: all users are on ${to.version}, none on ${from.version}`;
  return outcome === 'withdrawn'
    ? `${name}: the experiment with ${to.version} is over, all users are on ${from.version}`
    : null;
};

const conclusionOf = (record: ReleaseRecord, { outcome, to }: Ending, input: ConcludeInput): Conclusion => ({
  outcome: outcomeOf(record, outcome),
  because: record.abortedBecause ?? sentenceFor(record, outcomeOf(record, outcome)) ?? input.because,
  at: input.now,
  ...(to === 'quarantined' ? { usersOn: usersMustBeOn(record) } : {}),
});

/** Applies the ending, unless an earlier attempt did; undefined when this release no longer owns the service. */
const end = async (
  record: ReleaseRecord,
  input: ConcludeInput,
  ports: ConcludePorts,
): Promise<ReleaseRecord | undefined> => {
  if (record.conclusion !== undefined) {
    await ports.history.write(record);
    return record;
  }
  const ending = endings[input.as];
  if (!ending.from.includes(record.status)) return undefined;
  await ending.prove(record, ports, input.now);
  const conclusion = conclusionOf(record, ending, input);
  const withdrawn = [...withdrawnAfter(record, conclusion.outcome)];
  await ports.history.write({ ...record, status: ending.to, conclusion, withdrawn });
  const { service, epoch } = record;
  return ports.ledger.move(service, { epoch, from: ending.from, to: ending.to, conclusion, withdrawn });
};

/** Proves how the release ended, writes it down, frees (or quarantines) the lock, announces, starts what waits. Safe to repeat. */
export const concludeRelease = async (input: ConcludeInput, ports: ConcludePorts): Promise<Concluded> => {
  const { service, epoch } = input.release;
  const record = await ports.ledger.read(service);
  const ended = record?.epoch === epoch ? await end(record, input, ports) : undefined;
  if (ended?.conclusion === undefined)
    return { outcome: 'stale', because: `release ${epoch} of ${service} no longer owns the service` };
  const { outcome, because } = ended.conclusion;
  await ports.announcer.announce({ type: 'Release Concluded', detail: { ...subjectOf(ended, because), outcome } });
  await startQueued(ended, ports.executions);
  return { outcome, because };
};
