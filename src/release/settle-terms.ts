import type { Baseline } from '../contracts/evidence.ts';
import type { Calendar } from '../contracts/gates.ts';
import type { Site } from '../contracts/site.ts';
import type { Terms } from '../contracts/verdict.ts';
import { budgetDays, type Served, whySpent } from '../domain/error-budget.ts';
import { secondsBefore } from '../domain/instants.ts';
import { isUnseen } from '../domain/judgement/is-unseen.ts';
import { isAutomatic, isUrgent } from '../domain/queue.ts';
import { termsOf } from '../domain/terms.ts';
import type { Evidence } from '../ports/evidence.ts';
import type { Attempt } from './attempt.ts';
import { refuseIf } from './refusal.ts';
import { seenOrWhy } from './seen.ts';

/** So long stable is looked at before a release begins. */
const baselineSeconds = 3 * 3600;
const daySeconds = 86_400;

interface Found {
  readonly baseline: Baseline | null;
  readonly warnings: readonly string[];
}

/** Without a baseline the versions are compared in the same minutes all the same: so a release is not refused for it. */
const baselineOf = async (
  { input, policy }: Attempt,
  { listenerRule, stable }: Site,
  evidence: Evidence,
): Promise<Found> => {
  const from = secondsBefore(input.now, baselineSeconds);
  const unfeltSeconds = policy.health.latency.atLeast;
  const found = await seenOrWhy(evidence.baseline(listenerRule, stable.targetGroup, from, input.now, unfeltSeconds));
  if (!isUnseen(found)) return { baseline: found, warnings: [] };
  return { baseline: null, warnings: [`nobody knows what stable was like before: ${found.unseen}`] };
};

/** The whole service, whichever color users were on. */
const servedOf = async ({ policy, input }: Attempt, site: Site, evidence: Evidence): Promise<Served | null> => {
  if (policy.budget === undefined) return null;
  const groups = [...new Set([site.stable.targetGroup, site.candidate.targetGroup])];
  return evidence.spent(site.listenerRule, groups, secondsBefore(input.now, budgetDays * daySeconds), input.now);
};

/**
 * What a release will be judged by. Refuses an automatic one whose error budget is spent; a budget that can't be asked fails, and is
 * asked again.
 */
export const settleTerms = async (
  attempt: Attempt,
  { site, calendar }: { readonly site: Site; readonly calendar: Calendar | undefined },
  evidence: Evidence,
): Promise<{ readonly terms: Terms; readonly warnings: readonly string[] }> => {
  const { asked, policy } = attempt;
  if (isUrgent(asked))
    return { terms: termsOf(policy, { request: asked, baseline: null, served: null, calendar }), warnings: [] };
  const served = await servedOf(attempt, site, evidence);
  if (policy.budget !== undefined && served !== null && isAutomatic(asked)) refuseIf(whySpent(served, policy.budget));
  const { baseline, warnings } = await baselineOf(attempt, site, evidence);
  return { terms: termsOf(policy, { request: asked, baseline, served, calendar }), warnings };
};
