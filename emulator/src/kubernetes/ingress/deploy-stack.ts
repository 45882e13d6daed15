import { deleteBindings, deployBindings } from './deploy-bindings.ts';
import { deployListeners } from './deploy-listeners.ts';
import { deployLoadBalancer } from './deploy-load-balancer.ts';
import { deleteTargetGroups, deployTargetGroups } from './deploy-target-groups.ts';
import type { Deployment } from './deployment.ts';

/** How far a deployment came. */
export interface Deployed {
  /** Undefined without a load balancer. */
  readonly hostname: string | undefined;
  /** False while old bindings still deregister their targets; their target groups stay until they have. */
  readonly settled: boolean;
}

/**
 * Brings a stack about in the controller's order: target groups before the rules that name them, bindings after the rules, and
 * what is left over last. See pkg/deploy/stack_deployer.go. Throws what ELBv2 refuses; what was done until then stays done.
 */
export async function deployStack(deployment: Deployment): Promise<Deployed> {
  const { arns, leftover } = await deployTargetGroups(deployment);
  const loadBalancer = await deployLoadBalancer(deployment);
  if (loadBalancer !== undefined) await deployListeners(deployment, loadBalancer, arns);
  deployBindings(deployment, arns);
  const settled = deleteBindings(deployment);
  if (settled) await deleteTargetGroups(deployment, leftover);
  return { hostname: loadBalancer?.DNSName, settled };
}
