import { firstWaiting } from '../../src/domain/queue.ts';
import { blue, digestOf, green } from '../support/release-facts.ts';
import { flagsBefore, raisedFlags, type Setting, versions } from './facts.ts';
import { bitOf, pushedBit } from './troubles.ts';
import { positive, settledPods, sharesOf, type World } from './world.ts';

/** More than the troubles of any bound can make necessary. */
const manyRecoveries = 5;

/** While a version stops on the way back, a late function may have taken the maintenance answer away again. */
const isStopping = ({ record, reopened }: World): boolean => record?.status === 'aborting' && reopened === true;

const lostUsers = (world: World): string | null => {
  if (isStopping(world)) return null;
  const lost = sharesOf(world).find(({ color }) => (world.environments[color]?.pods.length ?? 0) === 0);
  return lost === undefined ? null : `${lost.weight} % of the users are sent to orders-${lost.color}, which is gone`;
};

const runsTwice = ({ record, environments }: World): string | null => {
  const isAlone = record?.release.plan.some(({ kind }) => kind === 'stop') === true;
  return isAlone && (environments.blue?.pods.length ?? 0) > 1
    ? 'two versions run at once, which this strategy is there to prevent'
    : null;
};

/** What is wrong in any state, whatever happens next. */
export const whatIsWrongNow = (world: World): string | null => {
  const lost = lostUsers(world) ?? runsTwice(world);
  if (lost !== null) return lost;
  const recoveries = Object.keys(world.executions).filter((name) => name.startsWith('recover-'));
  if (recoveries.length > manyRecoveries) return 'recoveries are started again and again: nothing ends the release';
  if (world.forgotten !== undefined) return `${world.forgotten} waited, and lost its place to another`;
  const outdated = outdatedRelease(world);
  if (outdated !== null) return outdated;
  const { record } = world;
  const isRefused =
    record?.conclusion?.outcome === 'released' && record.answers?.some(({ said }) => said === 'no') === true;
  if (isRefused) return `release ${record?.epoch} was released although a person said no`;
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
  readonly stable: 'blue' | 'green';
  readonly digest: string;
  readonly flags: World['flags'];
}

/** Where users, versions and flags must be after the releases that ended, in order. */
const expected = (world: World): Expected => {
  const { ended, personal } = world;
  let stable: Expected['stable'] = 'blue';
  let digest: string = digestOf('a');
  let flags = flagsBefore;
  for (const epoch of epochsOf(world)) {
    const end = ended[epoch];
    if (end?.moved !== true) continue;
    if (!end.inPlace) stable = stable === 'blue' ? 'green' : 'blue';
    digest = end.digest;
    flags = { ...flags, ...end.flags };
  }
  return { stable, digest, flags: { ...flags, ...personal } };
};

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
const sorted = <T>(record: Readonly<Record<string, T>>) => Object.entries(record).sort();

const users = ({ rules, annotation }: World, { stable }: Expected): string | null => {
  const all = { [stable === 'blue' ? blue : green]: 100 };
  if (Object.values(rules).some(({ weights }) => differs(positive(weights), all)))
    return 'the lock is free, but users are on the wrong side';
  return annotation !== undefined && differs(positive(annotation), all)
    ? 'the lock is free, but the Ingress would move users again'
    : null;
};

const versionsRunning = ({ environments }: World, { stable, digest }: Expected): string | null => {
  const [own, other] = [environments[stable], environments[stable === 'blue' ? 'green' : 'blue']];
  if (own === null || own.digest !== digest || differs(own.pods, settledPods(own)) || other !== null)
    return 'the lock is free, but the environments are not as the outcome says';
  return own.pinned === true ? 'the lock is free, but an autoscaler still has our floor' : null;
};

/** What is wrong when nothing more can happen by itself. */
export const whatIsWrongWhenQuiet = (world: World): string | null => {
  const { record } = world;
  const wrong = whatIsWrongNow(world);
  if (wrong !== null) return wrong;
  if (record !== null && record.status !== 'free' && record.status !== 'quarantined')
    return `nothing runs any more, but release ${record.epoch} is ${record.status}: its lock is never freed`;
  const first = firstWaiting(record ?? undefined);
  if (record?.status === 'free' && first !== undefined)
    return `the lock is free, but ${first.request.tag} waits for it for ever`;
  const forgotten = world.mustFallBack.find(
    (epoch) => epoch === record?.epoch && record.conclusion?.outcome === 'released',
  );
  if (forgotten !== undefined)
    return `an alarm fired while release ${forgotten} retired the old version, but nothing went back afterwards`;
  if (record?.status === 'quarantined')
    return record.conclusion?.because ? null : 'the service is quarantined without a reason';
  const wanted = expected(world);
  const found = users(world, wanted) ?? versionsRunning(world, wanted);
  if (found !== null) return found;
  return differs(sorted(world.flags), sorted(wanted.flags))
    ? 'the lock is free, but the flags are not as the outcome says'
    : null;
};

const patientlyBorne = ['crash', 'lost', 'throttle', 'duplicate', 'reconcile', 'person', 'promote'] as const;
const fine = ['released', 'withdrawn'];

/** Of two flags none is newer, and an experiment that was withdrawn makes way for an older one. */
const isNewest = ({ ended, flags }: World, { strategy, ends }: Setting): boolean => {
  const last = Object.values(ended).at(-1);
  if (strategy === 'flag') return raisedFlags.every((flag) => flags[flag]?.['enabled'] === true);
  if (ends === 'withdraw')
    return Object.values(ended).some(({ outcome, digest }) => outcome === 'withdrawn' && ageOf(digest) === 2);
  return last?.moved === true && ageOf(last.digest) === 2;
};

/** One trouble that a retry mends must not cost a release. A person who changes a flag that is raised ends that. */
export const whatIsWrongWithPatience = (world: World, account: number, setting: Setting): string | null => {
  const { ended } = world;
  const kinds = account & ~pushedBit;
  if (kinds === bitOf('push') && setting.secondPush !== 'refuse' && !isNewest(world, setting))
    return 'the newest version was pushed and nothing went wrong, but it was not released';
  const fallback = Object.entries(ended).find(([, { urgent, outcome }]) => urgent && !fine.includes(outcome));
  if (kinds === bitOf('alarm') && fallback !== undefined)
    return `the way back ${fallback[0]} ended ${fallback[1].outcome}: users stay on the version whose alarm fired`;
  if (setting.strategy === 'flag' && kinds === bitOf('person')) return null;
  if (kinds !== 0 && !patientlyBorne.some((kind) => bitOf(kind) === kinds)) return null;
  const [failed] = Object.entries(ended).filter(([, { outcome }]) => !fine.includes(outcome));
  if (failed !== undefined)
    return `release ${failed[0]} ended ${failed[1].outcome} for nothing that a retry could not mend`;
  return Object.keys(ended).length >= 2 ? null : 'a version was not released for nothing that a retry could not mend';
};
