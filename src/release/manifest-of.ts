import { type ManifestObject, readManifests } from '../contracts/manifests.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import { TidegateError } from '../domain/errors.ts';
import { versionIn } from '../domain/manifests/sort-manifests.ts';
import { workloadOfSite } from '../domain/manifests/wanted-workload.ts';
import type { Manifests } from '../ports/manifests.ts';

/**
 * The objects of a release's manifests; undefined when it clones stable. Throws `CandidateRejected` when the file is no longer the
 * one that was admitted.
 */
export const objectsOf = async (
  { release }: ReleaseRecord,
  manifests: Manifests,
): Promise<readonly ManifestObject[] | undefined> => {
  if (release.manifest === undefined) return undefined;
  const { bucket, key, sha256 } = release.manifest;
  const where = `s3://${bucket}/${key}`;
  const fetched = await manifests.fetch(bucket, key);
  if (fetched === undefined) throw rejected(`${where} was deleted since this release was admitted`);
  if (fetched.sha256 !== sha256)
    throw rejected(
      `${where} was changed since this release was admitted: start the release again, and give each version a tag of its own`,
    );
  const reading = readManifests(fetched.text);
  if ('problems' in reading) throw rejected(`${where}: ${reading.problems.join('; ')}`);
  const version = versionIn(reading.objects, workloadOfSite(release.site));
  if ('problems' in version) throw rejected(`${where}: ${version.problems.join('; ')}`);
  return version.ours;
};

const rejected = (why: string): TidegateError => new TidegateError('CandidateRejected', why);
