import semver from 'semver';
import type { ReleaseRecord, Version } from '../contracts/release.ts';
import type { PushedImage } from '../ports/images.ts';
import { secondsBefore } from './instants.ts';
import { whyTagIsIgnored } from './tags.ts';

/** Events of pushes are best effort and come late: so long the event may still come, and so far back it is missed. */
export const eventMayComeSeconds = 180;
export const missedForSeconds = 86_400;

/** When a push must have happened that is missed at `now` and meant for a policy of `appliedAt`; null when there was no time for one. */
export const missedBetween = (
  appliedAt: string,
  now: string,
): { readonly from: string; readonly to: string } | null => {
  const dayAgo = secondsBefore(now, missedForSeconds);
  const [from, to] = [appliedAt > dayAgo ? appliedAt : dayAgo, secondsBefore(now, eventMayComeSeconds)];
  return from < to ? { from, to } : null;
};

/** A push that should have started a release. */
export interface Push {
  readonly tag: string;
  readonly digest: string;
  readonly pushedAt: string;
}

/** Of the pushed tags that a policy wants, the highest version. */
export const newestOf = (pushed: readonly PushedImage[], range: string): Push | undefined =>
  pushed
    .flatMap(({ tags, digest, pushedAt }) => tags.map((tag) => ({ tag, digest, pushedAt })))
    .filter(({ tag }) => whyTagIsIgnored(tag, range) === null)
    .toSorted((a, b) => semver.compare(b.tag, a.tag))[0];

/** Why a request that waited for days makes way, or null: of several that waited, the newest is released. */
export const whyOutpaced = (tag: string, newest: Push | undefined): string | null => {
  const [mine, theirs] = [semver.parse(tag), semver.parse(newest?.tag)];
  return mine !== null && theirs !== null && semver.gt(theirs, mine)
    ? `${newest?.tag} was pushed while ${tag} waited: the newest is released`
    : null;
};

/** What users have, as far as the ledger knows. */
const runningOf = ({ release, conclusion }: ReleaseRecord): Version =>
  conclusion?.outcome === 'released' || conclusion?.usersOn === 'candidate' ? release.to : release.from;

/** Why a push that nobody handled is left alone, or null. */
export const whyNotStarted = (record: ReleaseRecord | undefined, { tag, digest }: Push): string | null => {
  if (record === undefined) return null;
  const { epoch, release, withdrawn = [] } = record;
  if (digest === release.to.digest || digest === release.from.digest)
    return `${tag} was seen: release ${epoch} went from ${release.from.version} to ${release.to.version}`;
  if (withdrawn.includes(digest)) return `${tag} was rolled back before`;
  const { version } = runningOf(record);
  const [pushed, running] = [semver.parse(tag), semver.parse(version)];
  const isOlder = pushed !== null && running !== null && semver.lt(pushed, running);
  return isOlder ? `${tag} is older than ${version}, which runs` : null;
};
