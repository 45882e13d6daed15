import { breakerState, whyBroken, whyOnTrial } from '../domain/breaker.ts';
import { isAutomatic } from '../domain/queue.ts';
import type { History } from '../ports/history.ts';
import type { Attempt } from './attempt.ts';
import { refuseIf } from './refusal.ts';

/** So many concluded releases are looked at; older ones are long forgotten. */
const recentReleases = 50;

/** Refuses an automatic release while the service's breaker is open. Answers what a trial is warned of, if it is one. */
export const refuseBroken = async ({ asked, policy, input }: Attempt, history: History): Promise<readonly string[]> => {
  const { breaker } = policy;
  if (breaker === 'off' || !isAutomatic(asked)) return [];
  const state = breakerState(await history.list(policy.service, recentReleases), input.now, breaker);
  refuseIf(whyBroken(state, input.now, breaker));
  const trial = whyOnTrial(state, breaker);
  return trial === null ? [] : [trial];
};
