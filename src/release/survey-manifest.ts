import { readManifests } from '../contracts/manifests.ts';
import type { Policy } from '../contracts/policy.ts';
import type { ManifestReference } from '../contracts/release.ts';
import { isCode } from '../domain/errors.ts';
import { versionIn } from '../domain/manifests/sort-manifests.ts';
import { workloadOfPolicy } from '../domain/manifests/wanted-workload.ts';
import type { FetchedManifests, Manifests } from '../ports/manifests.ts';
import { Refusal } from './refusal.ts';

/** Manifests as a release keeps them, and what of them it will not touch. */
export interface SurveyedManifest {
  readonly reference: ManifestReference;
  readonly untouched: readonly string[];
}

/**
 * Looks at the manifests that a tag would be released with; undefined when the policy names none. Throws `Refusal` when there are
 * none under the tag, or when they are no version of the workload. Changes nothing.
 */
export const manifestFor = async (
  policy: Policy,
  tag: string,
  { manifests }: { readonly manifests: Manifests },
): Promise<SurveyedManifest | undefined> => {
  if (policy.manifests === undefined) return undefined;
  const { bucket } = policy.manifests;
  const key = policy.manifests.key.replaceAll('{tag}', () => tag);
  const where = `s3://${bucket}/${key}`;
  const fetched = await fetchOrRefuse(manifests, bucket, key);
  if (fetched === undefined)
    throw new Refusal(
      `there are no manifests at ${where}: let CI put them there before it pushes the image, then start the release again`,
    );
  const reading = readManifests(fetched.text);
  if ('problems' in reading) throw new Refusal(`${where}: ${reading.problems.join('; ')}`);
  const version = versionIn(reading.objects, workloadOfPolicy(policy));
  if ('problems' in version) throw new Refusal(`${where}: ${version.problems.join('; ')}`);
  return { reference: { bucket, key, sha256: fetched.sha256 }, untouched: version.untouched };
};

const fetchOrRefuse = async (
  manifests: Manifests,
  bucket: string,
  key: string,
): Promise<FetchedManifests | undefined> => {
  try {
    return await manifests.fetch(bucket, key);
  } catch (error) {
    if (error instanceof Error && isCode(error, 'ManifestsUnreadable')) throw new Refusal(error.message);
    throw error;
  }
};
