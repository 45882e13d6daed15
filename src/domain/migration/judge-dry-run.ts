/** What the dry run on the real database means: may it be done now, and does a person have to agree? */
import type { Unseen } from '../../contracts/evidence.ts';
import type { MigrationRecord, MigrationTerms } from '../../contracts/migration/record.ts';
import type { Gate, MigratorResult, ServerFacts } from '../../contracts/migration/result.ts';
import type { MigrationVerdict } from '../../contracts/migration/turns.ts';
import { isUnseen } from '../judgement/is-unseen.ts';
import { tellAboutSpan } from '../telling.ts';
import { judgeApproval, whyApproval } from './approval.ts';
import type { Answered } from './attempts.ts';
import { diskNeed, diskSight } from './disk.ts';
import { refusedBy } from './refusals.ts';

type Passed = Extract<MigratorResult, { outcome: 'passed' }>;

/** So long the dry run is repeated while what hinders it may pass. */
export const hinderedSeconds = 600;
/** Between two of these. */
export const hinderedPauseSeconds = 120;

interface Hindrance {
  readonly gate: Gate;
  readonly because: string;
}

const lagOf = ({ lagSeconds }: ServerFacts, { maxLagSeconds }: MigrationTerms): Hindrance | null =>
  lagSeconds === null || isUnseen(lagSeconds) || lagSeconds <= maxLagSeconds
    ? null
    : {
        gate: 'replication-lag',
        because: `a replica is ${Math.round(lagSeconds)} s behind, and the copy waits while it is more than ${maxLagSeconds} s`,
      };

const openFor = ({ longTransactions }: ServerFacts, { longTransactionSeconds }: MigrationTerms): Hindrance | null => {
  if (isUnseen(longTransactions)) return null;
  const long = longTransactions.filter(({ seconds }) => seconds > longTransactionSeconds);
  const [oldest] = long.toSorted((one, other) => other.seconds - one.seconds);
  if (oldest === undefined) return null;
  const more = long.length === 1 ? '' : ` and ${long.length - 1} more`;
  return {
    gate: 'long-transactions',
    because: `transaction ${oldest.id} has been open for ${oldest.seconds} s${more}: everybody would wait behind it; end it, or try again later`,
  };
};

const passing: readonly Gate[] = ['replication-lag', 'long-transactions'];

/** What may have passed when the dry run is repeated, or null. */
export const hindranceOf = (result: Answered, terms: MigrationTerms): Hindrance | null => {
  if (result.outcome === 'refused') return passing.includes(result.gate) ? result : null;
  const { server } = result;
  return server === undefined ? null : (lagOf(server, terms) ?? openFor(server, terms));
};

/** What the server says is free; without, what else says so. */
export const freeDiskOf = ({ server }: Passed): number | Unseen =>
  server?.freeDiskBytes ?? { unseen: 'the dry run did not tell' };

/** The migrator cuts findings first, so that statements are only missing where no finding is left. */
const whyIncomplete = ({ more = 0, findings = [] }: Passed): string | null =>
  more === 0 || findings.length > 0 ? null : `${more} entries of the dry run are only in its log`;

const extentText = ({ pending = [], seconds }: Passed): string => {
  const took = seconds === undefined ? '' : `, ${tellAboutSpan(seconds)}`;
  return `${pending.length} statement${pending.length === 1 ? '' : 's'}${took}`;
};

const unseenText = ({ server }: Passed): string => {
  const { lagSeconds = null, longTransactions = [] } = server ?? {};
  const unseen = [lagSeconds, longTransactions].filter(
    (fact) => fact !== null && !Array.isArray(fact) && isUnseen(fact),
  );
  return unseen.length === 0 ? '' : `; unseen: ${unseen.map((one) => (one as Unseen).unseen).join('; ')}`;
};

/** What stands in the way refuses; what is large, or what nobody sees, is a person's business. `now` is ISO 8601. */
export const judgeDryRun = (
  result: Answered,
  record: MigrationRecord,
  free: number | Unseen,
  now: string,
): MigrationVerdict => {
  if (result.outcome === 'refused') return refusedBy(result);
  const { terms } = record.migration;
  const hindrance = hindranceOf(result, terms);
  if (hindrance !== null) return { kind: 'refuse', ...hindrance };
  const { pending = [], seconds } = result;
  const disk = diskSight(diskNeed(pending), free);
  if (disk.kind === 'full') return { kind: 'refuse', gate: 'disk', because: disk.because };
  const told = `${extentText(result)}; ${disk.because}${unseenText(result)}`;
  const reasons = [
    whyApproval({ pending, seconds }, terms),
    disk.kind === 'ask' ? disk.because : null,
    whyIncomplete(result),
  ].filter((reason) => reason !== null);
  if (reasons.length === 0) return { kind: 'advance', because: told };
  return judgeApproval(record, `${reasons.join('; ')} (${told})`, now);
};
