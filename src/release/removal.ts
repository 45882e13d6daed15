import type { ReleaseRecord } from '../contracts/release.ts';
import type { Site } from '../contracts/site.ts';
import type { Removal } from '../ports/workload.ts';

/** How one side of a release is taken away: the candidate on the way back, stable when it is retired. */
export const removalOf = (
  { service, epoch, release }: ReleaseRecord,
  side: keyof Pick<Site, 'stable' | 'candidate'>,
): Removal => ({
  release: { service, epoch },
  cluster: release.site.cluster,
  namespace: release.site[side].namespace,
  deployment: release.site[side].deployment,
  keep: release.keep,
});
