import type { Conclusion, Outcome, ReleaseRecord, Status } from '../contracts/release.ts';
import type { Concluded, ConcludeInput } from '../contracts/turns.ts';
import { TidegateError } from '../domain/errors.ts';
import { safeSplit, splitFor } from '../domain/split.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Flags } from '../ports/flags.ts';
import type { History } from '../ports/history.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Traffic } from '../ports/traffic.ts';
import type { Workload } from '../ports/workload.ts';
import { subjectOf } from './announce.ts';
import { removalOfCandidate } from './deploy-version.ts';
import { undoFlags } from './flip-flags.ts';
import { proveSplit } from './shift-traffic.ts';

export interface ConcludePorts {
  readonly ledger: Ledger;
  readonly traffic: Traffic;
  readonly flags: Flags;
  readonly workload: Workload;
  readonly history: History;
  readonly announcer: Announcer;
}

/** How each ending is entered: from which status, to which, and what must be proven first. */
interface Ending {
  readonly outcome: Outcome;
  readonly from: readonly Status[];
  readonly to: Status;
  prove(record: ReleaseRecord, ports: ConcludePorts): Promise<void>;
}

const nothing = async (): Promise<void> => {};

/** What a killed straggler may have written after the rollback is set back once more, and read back. */
const settle = async (record: ReleaseRecord, { traffic, flags, workload }: ConcludePorts): Promise<void> => {
  const safe = safeSplit(record.release.site);
  await traffic.set(safe);
  await proveSplit(traffic, safe);
  for (const item of record.release.undo) if (item.kind === 'flags') await undoFlags(flags, item);
  if (await workload.remove(removalOfCandidate(record))) return;
  throw new TidegateError('NotConverged', 'the candidate still stops');
};

const endings: Readonly<Record<ConcludeInput['as'], Ending>> = {
  released: {
    ...{ outcome: 'released', from: ['retiring'], to: 'free' },
    prove: ({ release }, { traffic }) => proveSplit(traffic, splitFor(release.site, 100)),
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

const answered = ({ outcome, because }: Conclusion): Concluded => ({ outcome, because });

/** Proves how the release ended, writes it down, frees (or quarantines) the lock, announces. Safe to repeat at any point. */
export const concludeRelease = async (input: ConcludeInput, ports: ConcludePorts): Promise<Concluded> => {
  const { service, epoch } = input.release;
  const ending = endings[input.as];
  const stale: Concluded = { outcome: 'stale', because: `release ${epoch} of ${service} no longer owns the service` };
  const record = await ports.ledger.read(service);
  if (record === undefined || record.epoch !== epoch) return stale;
  const begun = record.conclusion === undefined;
  if (begun && !ending.from.includes(record.status)) return stale;
  if (begun) await ending.prove(record, ports);
  const conclusion = record.conclusion ?? {
    outcome: ending.outcome,
    because: record.abortedBecause ?? input.because,
    at: input.now,
  };
  const ended = { ...record, status: begun ? ending.to : record.status, conclusion };
  await ports.history.write(ended);
  if (begun && !(await ports.ledger.move(service, { epoch, from: ending.from, to: ending.to, conclusion })))
    return stale;
  const detail = { ...subjectOf(record, conclusion.because), outcome: conclusion.outcome };
  await ports.announcer.announce({ type: 'Release Concluded', detail });
  return answered(conclusion);
};
