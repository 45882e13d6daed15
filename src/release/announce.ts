import type { ReleaseRecord } from '../contracts/release.ts';

/** What every announcement says of its release. */
export const subjectOf = ({ service, epoch, release }: ReleaseRecord, because: string) => ({
  service,
  epoch,
  from: release.from.version,
  to: release.to.version,
  because,
});
