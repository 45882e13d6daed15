/** The circuit breaker of a service: when releases failed again and again, none starts by itself for a while. */
import type { BreakerSettings } from '../contracts/policy/breaker.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import { secondsAfter, secondsBetween, toInstant } from './instants.ts';
import { isAutomatic } from './queue.ts';
import { tellInstant, tellSpan } from './telling.ts';

/** The versions that failed, oldest first, and what was tried after them, if it failed too. */
interface Failed {
  readonly versions: readonly string[];
  readonly trial: string | null;
}

/** `halfOpen`: the next automatic release is a trial; the lock makes it one. `until` is ISO 8601. */
export type BreakerState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly until: string; readonly failed: Failed }
  | { readonly kind: 'halfOpen'; readonly failed: Failed };

/** A release that failed by its version's fault, and when (ISO 8601). */
interface Failure {
  readonly version: string;
  readonly at: string;
}

type End = Failure | 'succeeded' | 'neither';

/** A person, a newer version, an ended patience and trouble on the way say nothing about the version. */
const isAtFault = ({ blame, supersededBy, answers = [], conclusion }: ReleaseRecord): boolean =>
  (conclusion?.outcome === 'rolledBack' || conclusion?.outcome === 'quarantined') &&
  blame === 'version' &&
  supersededBy === undefined &&
  !answers.some(({ said }) => said === 'no');

/** A fallback that follows says that the version before it failed after all. */
const wasReplaced = ({ release }: ReleaseRecord, next: ReleaseRecord | undefined): boolean =>
  next?.release.startedBy === 'fallback' && next.release.from.digest === release.to.digest;

/** Whoever started it: a new version reached everybody the ordinary way. */
const hasSucceeded = ({ release, conclusion }: ReleaseRecord): boolean =>
  conclusion?.outcome === 'released' && release.urgent !== true && release.to.digest !== release.from.digest;

const endOf = (record: ReleaseRecord, next: ReleaseRecord | undefined): End => {
  const { conclusion, release } = record;
  const hasFailed = isAtFault(record) || wasReplaced(record, next);
  if (conclusion === undefined) return 'neither';
  if (!hasFailed) return hasSucceeded(record) ? 'succeeded' : 'neither';
  return isAutomatic(release) ? { version: release.to.version, at: toInstant(conclusion.at) } : 'neither';
};

/** `openedBy`: the failures that opened it. `last`: the one since which it cools. */
interface Memory {
  readonly failures: readonly Failure[];
  readonly openedBy: readonly Failure[];
  readonly last: Failure | null;
}

const closed: Memory = { failures: [], openedBy: [], last: null };

const remember = (memory: Memory, end: End, { failures: limit, within }: BreakerSettings): Memory => {
  const isOpen = memory.last !== null;
  if (end === 'neither') return memory;
  if (end === 'succeeded') return isOpen ? closed : memory;
  if (isOpen) return { ...memory, last: end };
  const failures = [...memory.failures.filter(({ at }) => secondsBetween(at, end.at) < within), end];
  return failures.length < limit ? { ...closed, failures } : { failures: [], openedBy: failures, last: end };
};

/** Where the breaker stands at `now` (ISO 8601). `concluded` is the service's history, newest first. */
export const breakerState = (
  concluded: readonly ReleaseRecord[],
  now: string,
  settings: BreakerSettings,
): BreakerState => {
  const ends = concluded.map((record, i) => endOf(record, concluded[i - 1])).reverse();
  const { openedBy, last } = ends.reduce((memory, end) => remember(memory, end, settings), closed);
  if (last === null) return { kind: 'closed' };
  const trial = openedBy.at(-1) === last ? null : last.version;
  const failed = { versions: openedBy.map(({ version }) => version), trial };
  const until = secondsAfter(last.at, settings.cooldown);
  return until > toInstant(now) ? { kind: 'open', until, failed } : { kind: 'halfOpen', failed };
};

const failuresIn = ({ versions, trial }: Failed, { within }: BreakerSettings): string => {
  const list = versions.join(', ');
  if (trial !== null) return `${trial} was tried after ${list} had failed, and failed too`;
  return `${versions.length} of the last releases failed within ${tellSpan(within)} (${list})`;
};

/** What a release is told that begins as a trial, or null. */
export const whyOnTrial = (state: BreakerState, settings: BreakerSettings): string | null =>
  state.kind === 'halfOpen'
    ? `this release is a trial (${failuresIn(state.failed, settings)}): if it fails, automatic releases are refused for ${tellSpan(settings.cooldown)}`
    : null;

/** Why no release may start by itself now, or null. `now` is ISO 8601. */
export const whyBroken = (state: BreakerState, now: string, settings: BreakerSettings): string | null =>
  state.kind === 'open'
    ? `${failuresIn(state.failed, settings)}: automatic releases are refused until ${tellInstant(state.until, now)}; start it by hand if you mean it`
    : null;
