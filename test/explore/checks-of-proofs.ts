import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { colorOf } from './facts.ts';
import { isCaughtUp, type World } from './world.ts';

const areAllOn = ({ rules }: World, group: string): boolean =>
  Object.values(rules).every(({ weights }) => (weights[group] ?? 0) === 100);

/** In place the version itself must be there, and nothing but it. */
const runs = ({ environments }: World, { release }: ReleaseRecord, side: 'from' | 'to'): boolean => {
  if (release.site.stable.color !== release.site.candidate.color) return true;
  const there = environments[release.site.stable.color];
  return there !== null && there.digest === release[side].digest && there.pods.join() === release[side].digest;
};

/** Rule 11: whether users, version and flags are where a quarantined record says. */
const isAsQuarantined = (world: World): boolean => {
  const { record, flags } = world;
  if (record === null) return true;
  const { release, conclusion } = record;
  const isForward = conclusion?.usersOn === 'candidate';
  const changes = release.plan.flatMap((step) => (step.kind === 'flip' ? step.changes : []));
  const last = new Map(changes.map((change) => [change.key, change]));
  const holds = ({ key, after }: (typeof changes)[number]) => JSON.stringify(flags[key]) === JSON.stringify(after);
  const { stable, candidate } = release.site;
  if (isForward)
    return areAllOn(world, candidate.targetGroup) && [...last.values()].every(holds) && runs(world, record, 'to');
  return areAllOn(world, stable.targetGroup) && !changes.some(holds) && runs(world, record, 'from');
};

/** What is wrong with admitting a release over the quarantine of this world. */
export const whatIsWrongToAdmit = (world: World): string | null =>
  isAsQuarantined(world)
    ? null
    : `release ${(world.record?.epoch ?? 0) + 1} was admitted over a quarantine whose users, version or flags are not where they must be`;

/** What a rollback that is called proven has not proven. */
export const whatIsUnproven = (world: World): string | null => {
  const { record } = world;
  if (record === null) return null;
  const { epoch, release } = record;
  if (!areAllOn(world, release.site.stable.targetGroup))
    return `release ${epoch} counts as rolled back, but not everybody is sent to ${colorOf[release.site.stable.targetGroup]}`;
  return runs(world, record, 'from') && isCaughtUp(world)
    ? null
    : `release ${epoch} counts as rolled back, but the former version does not run as it did`;
};
