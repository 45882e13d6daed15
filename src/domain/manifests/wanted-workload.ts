import type { Policy } from '../../contracts/policy.ts';
import type { Site } from '../../contracts/site.ts';
import { deploymentOf, isSlotted } from '../site.ts';
import type { WantedWorkload } from './check-manifests.ts';

/** What the manifests of a policy's service must describe. */
export const workloadOfPolicy = (policy: Pick<Policy, 'workload'>): WantedWorkload => {
  const { deployment, container } = policy.workload;
  const slots = [deploymentOf(policy, 'blue'), deploymentOf(policy, 'green')];
  return { deployments: isSlotted(policy) ? [deployment, ...slots] : [deployment], container };
};

/** The same, of a release that was admitted. */
export const workloadOfSite = ({ stable, candidate, container }: Site): WantedWorkload => {
  const base = [stable, candidate].map(({ deployment, color }) => baseOf(deployment, color));
  const slots = base.flatMap((name) => (name === null ? [] : [name, `${name}-blue`, `${name}-green`]));
  return { deployments: [...new Set([...slots, stable.deployment, candidate.deployment])], container };
};

/** The policy's name for the deployment of a slot; null when the name does not tell a slot. */
const baseOf = (deployment: string, color: string): string | null =>
  deployment.endsWith(`-${color}`) ? deployment.slice(0, -color.length - 1) : null;
