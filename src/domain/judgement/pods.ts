/** What pods tell about a version that users are on. One crash may be bad luck; a loop is not. */
import type { PodsHealth } from '../../contracts/evidence.ts';
import { secondsBetween } from '../instants.ts';

/** So long a pod must have run again before its crash is forgiven. */
export const steadySeconds = 120;

const crashesAllowed = 1;

const named = (names: readonly string[]): string => names.slice(0, 3).join(', ') + (names.length > 3 ? ', …' : '');

/** Why the version can't be left to its users, or null. */
export const whyPodsFail = ({ wanted, ready, unready, restarted, stuck }: PodsHealth): string | null => {
  if (stuck !== null) return `a pod can't run any more: ${stuck}`;
  const looping = restarted.find(({ restarts }) => restarts > crashesAllowed);
  if (looping) return `pod ${looping.pod} ended ${looping.restarts} times while users were on it: ${looping.how}`;
  if (restarted.length > crashesAllowed)
    return `${restarted.length} pods ended while users were on them: ${restarted[0]?.pod}: ${restarted[0]?.how}`;
  if (unready.length > 0 && (ready === 0 || 2 * unready.length >= wanted))
    return `${unready.length} of ${wanted} pods lost their readiness: ${named(unready)}`;
  return null;
};

/** Why a version is not trusted yet, or null. */
export const whyPodsUnsettled = ({ restarted, unready, wanted }: PodsHealth, now: string): string | null => {
  const fresh = restarted.find(({ lastAt }) => lastAt === null || secondsBetween(lastAt, now) < steadySeconds);
  if (fresh) return `pod ${fresh.pod} ended (${fresh.how}): it must run ${steadySeconds} s before it is trusted`;
  return unready.length > 0 ? `${unready.length} of ${wanted} pods lost their readiness: ${named(unready)}` : null;
};
