import semver from 'semver';
import type { Version } from '../contracts/release.ts';

/** The part of a version number that changes. What is no semantic version may change anything: `major`. */
export const levels = ['patch', 'minor', 'major'] as const;
export type Level = (typeof levels)[number];
export type Direction = 'upgrade' | 'downgrade' | 'rebuild' | 'unknown';

export interface VersionChange {
  readonly level: Level;
  readonly direction: Direction;
  /** `2.0.0 is a major upgrade of 1.4.0`. */
  readonly sentence: string;
}

const levelOf = (from: semver.SemVer, to: semver.SemVer): Level => {
  if (from.major !== to.major) return 'major';
  if (from.minor !== to.minor) return 'minor';
  return 'patch';
};

const directionOf = (from: semver.SemVer, to: semver.SemVer): Direction => {
  const order = semver.compare(to, from);
  if (order === 0) return 'rebuild';
  return order > 0 ? 'upgrade' : 'downgrade';
};

/** What a release would change, told by the two version numbers. */
export const versionChange = (from: string, to: string): VersionChange => {
  const [now, wanted] = [semver.parse(from), semver.parse(to)];
  if (now === null || wanted === null) {
    const odd = now === null ? from : to;
    const sentence = `${odd} is no semantic version, so anything may change from ${from} to ${to}`;
    return { level: 'major', direction: 'unknown', sentence };
  }
  const [level, direction] = [levelOf(now, wanted), directionOf(now, wanted)];
  if (direction === 'rebuild')
    return { level, direction, sentence: `${to} is another image of the version that runs, ${from}` };
  return { level, direction, sentence: `${to} is a ${level} ${direction} of ${from}` };
};

/** Why an image may not be released because it runs already, or null. */
export const whySameImage = (running: Version, wanted: Version): string | null => {
  if (running.digest !== wanted.digest) return null;
  return running.version === wanted.version
    ? `${wanted.version} (${wanted.digest}) is what runs already`
    : `${wanted.version} is the very image that runs already as ${running.version} (${wanted.digest}): a tag alone changes nothing`;
};
