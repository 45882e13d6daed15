/** Which versions had users, by the releases of a service. */
import semver from 'semver';
import type { ReleaseRecord, Version } from '../../contracts/release.ts';

const released = ({ conclusion }: ReleaseRecord): boolean => conclusion?.outcome === 'released';

/** The version that users are on; null where nobody can tell. */
export const runningVersion = (record: ReleaseRecord | undefined): Version | null => {
  if (record === undefined || record.status === 'quarantined') return null;
  return released(record) ? record.release.to : record.release.from;
};

/** Whether a version is this one or a later one; what is no semantic version may be anything. */
export const isAtLeast = ({ version }: Version, since: string): boolean => {
  const [one, least] = [semver.parse(version), semver.parse(since)];
  return one !== null && least !== null && semver.compare(one, least) >= 0;
};

/**
 * Since when (ISO 8601, as early as the history tells) nobody has been on a version before `since`; null while somebody still is.
 * `history`: concluded releases, newest first.
 */
export const servedSince = (history: readonly ReleaseRecord[], since: string): string | null => {
  let at: string | null = null;
  for (const record of history) {
    const { release, conclusion, admittedAt } = record;
    if (released(record)) {
      if (!isAtLeast(release.to, since)) return at;
      at = conclusion?.at ?? admittedAt;
    }
    if (!isAtLeast(release.from, since)) return at;
    if (!released(record)) at = admittedAt;
  }
  return at;
};
