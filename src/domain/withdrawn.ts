import type { Outcome, ReleaseRecord } from '../contracts/release.ts';

/** So many digests are remembered; older ones are long out of any automatic reach. */
const remembered = 50;

/** What only a person starts again: rolled back for its own sake, not just superseded. A digest that is released is forgiven. */
export const withdrawnAfter = (record: ReleaseRecord, outcome: Outcome): readonly string[] => {
  const { withdrawn = [], supersededBy, release } = record;
  const others = withdrawn.filter((digest) => digest !== release.to.digest);
  if (outcome === 'released' || record.status === 'retiring') return others;
  if (outcome === 'refused' || supersededBy !== undefined) return withdrawn;
  return [...others, release.to.digest].slice(-remembered);
};
