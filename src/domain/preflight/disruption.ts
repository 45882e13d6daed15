import type { BudgetFacts, DeploymentFacts } from '../../ports/inspection/cluster-facts.ts';
import type { PreflightFacts } from '../../ports/inspection.ts';
import { kubectlApply, kubectlPatch } from './patch.ts';
import { countOf } from './rollout.ts';
import { always, type Found, type Rules } from './rule.ts';
import { objectName, ofStable, replicasOf } from './seen.ts';

/** Kubernetes rounds both up. https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
const allowedBy = ({ spec: { minAvailable, maxUnavailable } }: BudgetFacts, replicas: number): number =>
  maxUnavailable === undefined
    ? replicas - countOf(minAvailable ?? 1, replicas, Math.ceil)
    : countOf(maxUnavailable, replicas, Math.ceil);

const budgetFor = ({ metadata, spec }: DeploymentFacts): string =>
  kubectlApply(metadata.namespace ?? 'default', [
    'apiVersion: policy/v1',
    'kind: PodDisruptionBudget',
    `metadata: { name: ${metadata.name} }`,
    'spec:',
    '  maxUnavailable: 1',
    `  selector: ${JSON.stringify(spec.selector)}`,
  ]);

/** A budget has either field, never both. */
const oneAtATime = ({ metadata }: BudgetFacts): string =>
  kubectlPatch('poddisruptionbudget', metadata, { spec: { minAvailable: null, maxUnavailable: 1 } }, 'merge');

const ofBudgets = (
  facts: PreflightFacts,
  isWrong: (allowed: number, replicas: number) => boolean,
  words: (allowed: number, replicas: number) => string,
): readonly Found[] =>
  ofStable(facts, (deployment) => {
    const replicas = replicasOf(deployment);
    if (replicas < 2) return [];
    return (facts.k8s.stable.budgets ?? []).flatMap((budget) => {
      const allowed = allowedBy(budget, replicas);
      if (!isWrong(allowed, replicas)) return [];
      const where = objectName('PodDisruptionBudget', budget.metadata);
      return [{ where, what: words(allowed, replicas), patch: oneAtATime(budget) }];
    });
  });

/** What node drains and upgrades may take away. */
export const disruptionRules: Rules<'budget-missing' | 'budget-blocks' | 'budget-empty'> = {
  'budget-missing': {
    severity: always('warning'),
    title: 'No PodDisruptionBudget covers the pods.',
    why: 'A node drain, an upgrade or a consolidation may evict all pods at once, also in the middle of a release.',
    remedy: 'Add a budget that lets one pod go at a time.',
    find: (facts) =>
      ofStable(facts, (deployment) => {
        const { budgets } = facts.k8s.stable;
        if (budgets === undefined || budgets.length > 0) return [];
        const where = objectName('Deployment', deployment.metadata);
        return [{ where, what: 'no PodDisruptionBudget selects its pods', patch: budgetFor(deployment) }];
      }),
  },
  'budget-blocks': {
    severity: always('warning'),
    title: 'The PodDisruptionBudget allows no disruption at all.',
    why: 'A node can never be drained in peace: whoever must replace it ends by force, and that takes requests in flight.',
    remedy: 'Let one pod go at a time.',
    find: (facts) =>
      ofBudgets(
        facts,
        (allowed) => allowed <= 0,
        (_, replicas) => `none of the ${replicas} pods may ever be evicted`,
      ),
  },
  'budget-empty': {
    severity: always('warning'),
    title: 'The PodDisruptionBudget protects nothing.',
    why: 'It lets all pods be evicted at once, as if it were not there.',
    remedy: 'Let one pod go at a time.',
    find: (facts) =>
      ofBudgets(
        facts,
        (allowed, replicas) => allowed >= replicas,
        (_, replicas) => `all ${replicas} pods may be evicted at once`,
      ),
  },
};
