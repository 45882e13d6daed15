/** When what an older version needed may be dropped. */

import type { ContractTerms } from '../../contracts/migration/result.ts';
import type { MigrationVerdict } from '../../contracts/migration/turns.ts';
import type { FlagValue } from '../../contracts/plan.ts';
import type { FlagRaise } from '../../contracts/policy.ts';
import type { ReleaseRecord } from '../../contracts/release.ts';
import { secondsAfter, secondsBetween } from '../instants.ts';
import { tellInstant, tellSpan } from '../telling.ts';
import { nextWaitSeconds, waitUntilSeconds } from './looks.ts';
import { isAtLeast, runningVersion, servedSince } from './served-since.ts';

/** Everything that it depends on whether a schema may be made narrower. */
export interface ContractGround {
  readonly service: string;
  /** What each pending contract file asks for. */
  readonly contracts: readonly ContractTerms[];
  /** The deployed flags of the service; undefined: its policy names none. */
  readonly flags: Readonly<Record<string, FlagValue>> | undefined;
  readonly raise: readonly FlagRaise[];
  /** The service's release as the ledger has it, and its concluded ones, newest first. */
  readonly record: ReleaseRecord | undefined;
  readonly history: readonly ReleaseRecord[];
  /** Releases of other services that share the database, and are not over. */
  readonly others: readonly ReleaseRecord[];
  readonly retentionSeconds: number;
  /** Since the execution was started. */
  readonly waitedSeconds: number;
  /** ISO 8601. */
  readonly now: string;
}

/** A reason to wait; `secondsUntil` where it is known when it is over. */
interface Early {
  readonly because: string;
  readonly secondsUntil?: number;
}

const everywherePercent = 100;

const flagEarly = ({ file, flag }: ContractTerms, { flags = {}, raise }: ContractGround): Early | null => {
  const value = flags[flag];
  if (value?.['enabled'] !== true) return { because: `flag ${flag} is not on, which ${file} waits for` };
  const attribute = raise.find(({ key }) => key === flag)?.attribute;
  if (attribute === undefined || value[attribute] === everywherePercent) return null;
  return { because: `flag ${flag} is on for ${value[attribute] ?? 0} % of users only, and ${file} waits for all` };
};

const versionEarly = ({ file, since }: ContractTerms, ground: ContractGround): Early | null => {
  const { service, record, history, retentionSeconds, now } = ground;
  const running = runningVersion(record);
  if (running === null || !isAtLeast(running, since))
    return {
      because: `users of ${service} are on ${running?.version ?? 'nobody knows what'}, and ${file} waits for ${since}`,
    };
  const at = servedSince(history, since);
  if (at === null) return { because: `no release tells since when ${service} is at ${since}` };
  const until = secondsAfter(at, retentionSeconds);
  const secondsUntil = secondsBetween(now, until);
  if (secondsUntil === 0) return null;
  const because = `${service} may go back to a version before ${since} until ${tellInstant(until, now)}: ${tellSpan(retentionSeconds)} after it came`;
  return { because, secondsUntil };
};

const releaseText = ({ service, epoch, status }: ReleaseRecord): string =>
  `release ${epoch} of ${service} is ${status}`;

const releasesEarly = ({ record, others }: ContractGround): readonly Early[] => {
  const under = [...(record === undefined || record.status === 'free' ? [] : [record]), ...others];
  return under.map((one) => ({ because: `${releaseText(one)}, and works on this database` }));
};

/** What no waiting mends, or null. */
const whyNever = ({ service, contracts, flags, record }: ContractGround): string | null => {
  if (record === undefined)
    return `Tidegate never released ${service}, so nobody knows since when its version runs: release it first`;
  if (flags === undefined) return `the policy of ${service} has no flags, and ${contracts[0]?.file} waits for one`;
  const missing = contracts.find(({ flag }) => flags[flag] === undefined);
  return missing === undefined ? null : `flag ${missing.flag} does not exist, which ${missing.file} waits for`;
};

const patienceSeconds = 30 * 86_400;

const tooEarly = (reasons: readonly Early[], waitedSeconds: number): MigrationVerdict => {
  const because = reasons.map((reason) => reason.because).join('; ');
  if (waitedSeconds >= patienceSeconds)
    return {
      kind: 'refuse',
      gate: 'contract',
      because: `it waited for ${tellSpan(patienceSeconds)}, and still ${because}`,
    };
  const known = reasons.flatMap(({ secondsUntil }) => (secondsUntil === undefined ? [] : [secondsUntil]));
  const lookAgainSeconds = known.length === 0 ? nextWaitSeconds(waitedSeconds) : waitUntilSeconds(Math.max(...known));
  return { kind: 'tooEarly', because, lookAgainSeconds };
};

/**
 * Waits until every flag is on for everybody in the deployed version, no version that needs the old shape runs or may be gone back
 * to, and no release is under way on this database.
 */
export const judgeContract = (ground: ContractGround): MigrationVerdict => {
  const never = whyNever(ground);
  if (never !== null) return { kind: 'refuse', gate: 'contract', because: never };
  const ofFiles = ground.contracts.flatMap((terms) => [flagEarly(terms, ground), versionEarly(terms, ground)]);
  const reasons = [...releasesEarly(ground), ...ofFiles.filter((reason) => reason !== null)];
  if (reasons.length > 0) return tooEarly(reasons, ground.waitedSeconds);
  const files = ground.contracts.map(({ file }) => file).join(', ');
  return { kind: 'advance', because: `nothing needs what ${files} drops` };
};
