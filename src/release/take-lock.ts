import type { ReleaseRecord } from '../contracts/release.ts';
import type { Admission } from '../contracts/turns.ts';
import { TidegateError } from '../domain/errors.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Ledger } from '../ports/ledger.ts';
import { subjectOf } from './announce.ts';
import type { Attempt } from './attempt.ts';

export interface LockPorts {
  readonly ledger: Ledger;
  readonly announcer: Announcer;
}

const sentenceFor = ({ service, epoch, release }: ReleaseRecord): string => {
  const { from, to, strategy, chosenBecause, downtimeSeconds, warnings = [] } = release;
  const down = downtimeSeconds === undefined ? '' : `; users get a maintenance answer for about ${downtimeSeconds} s`;
  const warned = warnings.length === 0 ? '' : `; warnings: ${warnings.join('; ')}`;
  return `release ${epoch} of ${service}: ${from.version} to ${to.version}, ${chosenBecause ?? strategy}${down}${warned}`;
};

/** What the machine is told of a release that has the lock. */
export const admitted = (record: ReleaseRecord): Admission => ({
  kind: 'admitted',
  release: { service: record.service, epoch: record.epoch },
  plan: record.release.plan,
  because: sentenceFor(record),
});

/** `LockFreed`: asked again, the request finds out where it stands. */
export const overtaken = (service: string, execution: string): TidegateError =>
  new TidegateError('LockFreed', `another release of ${service} was admitted at the same moment as ${execution}`);

/** Lock, plan, undo and terms in one conditional write; then the announcement. */
export const takeLock = async (
  record: ReleaseRecord,
  { former, input }: Attempt,
  { ledger, announcer }: LockPorts,
): Promise<Admission> => {
  const over = former?.status === 'quarantined' ? 'quarantined' : 'free';
  const stored = await ledger.admit(record, over, former?.queue ?? []);
  if (stored === undefined) throw overtaken(record.service, input.execution);
  const admission = admitted(stored);
  const detail = { ...subjectOf(stored, admission.because), strategy: stored.release.strategy };
  await announcer.announce({ type: 'Release Started', detail });
  return admission;
};
