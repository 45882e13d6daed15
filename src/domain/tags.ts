import semver from 'semver';

/** Null when a pushed tag starts a release; else the sentence why it does not. */
export const whyTagIsIgnored = (tag: string | undefined, range: string): string | null => {
  if (tag === undefined) return 'the push has no tag (a signature, an attestation or one architecture of an image)';
  const version = semver.parse(tag);
  if (version === null) return `tag ${tag} is not a version: only semver tags start a release`;
  if (version.prerelease.length > 0) return `tag ${tag} is a pre-release: start it by hand if you mean it`;
  return semver.satisfies(version, range) ? null : `tag ${tag} is outside the range ${range} of image.tags`;
};

/** Whether a new version is in a range. A tag that is no version is only in `*`. */
export const inRange = (tag: string, range: string): boolean =>
  semver.parse(tag) === null ? range === '*' : semver.satisfies(tag, range, { includePrerelease: true });

/** The highest version among the tags of one image, or the first tag when none is a version. */
export const versionOf = (tags: readonly string[]): string | undefined =>
  tags.filter((tag) => semver.valid(tag)).sort(semver.rcompare)[0] ?? tags[0];
