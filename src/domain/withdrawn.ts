import type { Outcome, ReleaseRecord } from '../contracts/release.ts';

/** So many digests are remembered; older ones are long out of any automatic reach. */
const remembered = 50;

/**
 * What only a person starts again: rolled back for its own sake (not just superseded, nor inconclusive), or replaced by a fallback or hotfix. A
 * digest that is released is forgiven. A flag release withdraws nothing: its version runs before and after it.
 */
export const withdrawnAfter = (record: ReleaseRecord, outcome: Outcome): readonly string[] => {
  const { withdrawn = [], supersededBy, blame, release } = record;
  const others = withdrawn.filter((digest) => digest !== release.to.digest);
  const replaced = release.urgent === true ? [release.from.digest] : [];
  if (release.to.digest === release.from.digest) return withdrawn;
  if (outcome === 'withdrawn') return union(others, [release.to.digest]);
  if (outcome === 'released' || record.status === 'retiring') return union(others, replaced);
  if (outcome === 'refused' || supersededBy !== undefined || blame === 'patience') return withdrawn;
  return union(others, [release.to.digest]);
};

const union = (former: readonly string[], added: readonly string[]): readonly string[] =>
  [...former.filter((digest) => !added.includes(digest)), ...added].slice(-remembered);
