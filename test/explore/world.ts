import type { FlagValue } from '../../src/contracts/plan.ts';
import type { Outcome, ReleaseRecord } from '../../src/contracts/release.ts';
import { blue, digestOf, green } from '../support/release-facts.ts';
import { flagsBefore, namespaceOf, type SecondPush, versions } from './facts.ts';
import { bitOf, pushedBit } from './troubles.ts';

/** What runs in an environment, and which release wrote it last. */
export interface Deployed {
  readonly digest: string;
  readonly epoch: number;
}
export interface Ended {
  readonly outcome: Outcome;
  /** Whether users must be on the new version: it was released, or quarantined after the point of no return. */
  readonly moved: boolean;
  readonly digest: string;
  /** Whether it went ahead of everything: a fallback goes back in versions. */
  readonly urgent: boolean;
  /** What its plan gives the flags. */
  readonly flags: Readonly<Record<string, FlagValue>>;
}

/** All that is shared: the ledger's item, the load balancer's rule, the environments, the flags, the executions. */
export interface World {
  readonly record: ReleaseRecord | null;
  readonly weights: Readonly<Record<string, number>>;
  readonly environments: Readonly<Record<string, Deployed | null>>;
  readonly flags: Readonly<Record<string, FlagValue>>;
  readonly executions: Readonly<Record<string, 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED'>>;
  /** Digests whose users see errors: the alarm fires while they have any. */
  readonly bad: readonly string[];
  /** What only the checks read: how releases ended, which aborts were due, what a person set. */
  readonly ended: Readonly<Record<string, Ended>>;
  readonly mustGoBack: readonly number[];
  readonly mustFallBack: readonly number[];
  readonly personal: Readonly<Record<string, FlagValue>>;
}

export const worldAtFirst: World = {
  record: null,
  weights: { [blue]: 100, [green]: 0 },
  environments: { 'orders-blue': { digest: digestOf('a'), epoch: 0 }, 'orders-green': null },
  flags: flagsBefore,
  executions: {},
  bad: [],
  ended: {},
  mustGoBack: [],
  mustFallBack: [],
  personal: {},
};

/** Instants are logical: release n is admitted at tick 2n, alarms of its time fire at 2n + 1. A release takes an hour. */
export const instantOf = (tick: number, seconds = 0): string =>
  new Date(Date.UTC(2026, 10, 23, Math.floor(tick / 2), tick % 2, seconds)).toISOString();

export const alarmFires = (world: World): boolean =>
  Object.entries(world.weights).some(([group, weight]) => {
    const digest = world.environments[namespaceOf[group] ?? '']?.digest;
    return weight > 0 && digest !== undefined && world.bad.includes(digest);
  });

/** More than the troubles of any bound can make necessary. */
const manyRecoveries = 5;

/** What is wrong in any state, whatever happens next. */
export const whatIsWrongNow = (world: World): string | null => {
  const lost = Object.entries(world.weights).find(
    ([group, weight]) => weight > 0 && world.environments[namespaceOf[group] ?? ''] === null,
  );
  if (lost !== undefined) return `${lost[1]} % of the users are sent to ${namespaceOf[lost[0]]}, which is gone`;
  const recoveries = Object.keys(world.executions).filter((name) => name.startsWith('recover-'));
  if (recoveries.length > manyRecoveries) return 'recoveries are started again and again: nothing ends the release';
  const outdated = outdatedRelease(world);
  if (outdated !== null) return outdated;
  const early = world.mustGoBack.find((epoch) => world.ended[epoch]?.outcome === 'released');
  return early === undefined ? null : `release ${early} ended released although it was to go back: a rollback was lost`;
};

const ageOf = (digest: string): number => versions.findIndex((version) => version.digest === digest);

const epochsOf = ({ ended }: World): readonly number[] =>
  Object.keys(ended)
    .map(Number)
    .sort((a, b) => a - b);

const outdatedRelease = (world: World): string | null => {
  let newest = 0;
  for (const epoch of epochsOf(world)) {
    const end = world.ended[epoch];
    if (end?.moved !== true) continue;
    if (!end.urgent && ageOf(end.digest) < newest) return `release ${epoch} went back to an older version by itself`;
    newest = ageOf(end.digest);
  }
  return null;
};

interface Expected {
  readonly weights: World['weights'];
  readonly digests: Readonly<Record<string, string | null>>;
  readonly flags: World['flags'];
}

/** Where users, versions and flags must be after the releases that ended, in order. */
const expected = (world: World): Expected => {
  const { ended, personal } = world;
  let [stable, other] = [blue, green];
  let digest: string = digestOf('a');
  let flags = flagsBefore;
  for (const epoch of epochsOf(world)) {
    const end = ended[epoch];
    if (end?.moved !== true) continue;
    [stable, other] = [other, stable];
    digest = end.digest;
    flags = { ...flags, ...end.flags };
  }
  return {
    weights: { [stable]: 100, [other]: 0 },
    digests: { [namespaceOf[stable] ?? '']: digest, [namespaceOf[other] ?? '']: null },
    flags: { ...flags, ...personal },
  };
};

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
const sorted = <T>(record: Readonly<Record<string, T>>) => Object.entries(record).sort();

/** What is wrong when nothing more can happen by itself. */
export const whatIsWrongWhenQuiet = (world: World): string | null => {
  const { record } = world;
  const wrong = whatIsWrongNow(world);
  if (wrong !== null) return wrong;
  if (record !== null && record.status !== 'free' && record.status !== 'quarantined')
    return `nothing runs any more, but release ${record.epoch} is ${record.status}: its lock is never freed`;
  if (record?.status === 'free' && record.queued !== undefined)
    return `the lock is free, but ${record.queued.request.tag} waits for it for ever`;
  const forgotten = world.mustFallBack.find(
    (epoch) => epoch === record?.epoch && record.conclusion?.outcome === 'released',
  );
  if (forgotten !== undefined)
    return `an alarm fired while release ${forgotten} retired the old version, but nothing went back afterwards`;
  if (record?.status === 'quarantined')
    return record.conclusion?.because ? null : 'the service is quarantined without a reason';
  const { weights, digests, flags } = expected(world);
  if (differs(sorted(world.weights), sorted(weights))) return 'the lock is free, but users are on the wrong side';
  const live = Object.entries(world.environments).map(([name, deployed]) => [name, deployed?.digest ?? null] as const);
  if (differs(live.sort(), sorted(digests)))
    return 'the lock is free, but the environments are not as the outcome says';
  if (differs(sorted(world.flags), sorted(flags))) return 'the lock is free, but the flags are not as the outcome says';
  return null;
};

const patientlyBorne = ['crash', 'lost', 'throttle', 'duplicate', 'reconcile', 'person', 'promote'] as const;

/** One trouble that a retry mends must not cost a release. */
export const whatIsWrongWithPatience = ({ ended }: World, account: number, secondPush: SecondPush): string | null => {
  const kinds = account & ~pushedBit;
  const last = Object.values(ended).at(-1);
  if (kinds === bitOf('push') && secondPush !== 'refuse' && (last?.moved !== true || ageOf(last.digest) !== 2))
    return 'the newest version was pushed and nothing went wrong, but it was not released';
  if (kinds !== 0 && !patientlyBorne.some((kind) => bitOf(kind) === kinds)) return null;
  const [failed] = Object.entries(ended).filter(([, { outcome }]) => outcome !== 'released');
  if (failed !== undefined)
    return `release ${failed[0]} ended ${failed[1].outcome} for nothing that a retry could not mend`;
  return Object.keys(ended).length >= 2 ? null : 'a version was not released for nothing that a retry could not mend';
};
