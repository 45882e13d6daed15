/** Before the way back closes: how the version fares that keeps the users. */
import type { PodsHealth, TargetCount, Unseen } from '../../contracts/evidence.ts';
import type { Verdict } from '../../contracts/verdict.ts';
import { hold, rollBack, rollBackInconclusive } from '../verdict.ts';
import { isUnseen, seen } from './is-unseen.ts';
import { whyPodsFail, whyPodsUnsettled } from './pods.ts';

export interface StayingEvidence {
  readonly pods: PodsHealth | Unseen;
  /** Absent where users did not move to another target group. */
  readonly targets?: TargetCount | Unseen;
  /** ISO 8601. */
  readonly now: string;
  readonly isPatienceOver: boolean;
}

const whyItFails = ({ pods, targets }: StayingEvidence): string | null => {
  if (seen(targets)?.healthy === 0) return 'no healthy target carries the users on the new version';
  const health = seen(pods);
  return health === undefined ? null : whyPodsFail(health);
};

const whyNotTrusted = ({ pods, targets, now }: StayingEvidence): string | null => {
  if (isUnseen(pods)) return `could not look at the pods (${pods.unseen})`;
  if (targets !== undefined && isUnseen(targets)) return `could not look at the targets (${targets.unseen})`;
  return whyPodsUnsettled(pods, now);
};

/** What the judge of the old version says, unless the new one gives cause to keep the old or to go back to it. */
export const judgeStaying = (verdict: Verdict, evidence: StayingEvidence): Verdict => {
  if (verdict.kind === 'rollBack') return verdict;
  const bad = whyItFails(evidence);
  if (bad !== null) return rollBack(`${bad}; the way back is still open`);
  const because = whyNotTrusted(evidence);
  if (verdict.kind !== 'advance' || because === null) return verdict;
  return evidence.isPatienceOver ? rollBackInconclusive(because) : hold(because, 30);
};
