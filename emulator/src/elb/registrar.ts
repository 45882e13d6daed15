import type { TargetRegistrar } from '../ports.ts';
import type { Budget } from './budget.ts';
import { demandRoom, type Model } from './model.ts';
import type { Registration } from './registration.ts';
import { targetKey } from './target.ts';
import { targetGroupOf } from './target-groups.ts';

/**
 * Registers and deregisters as the Load Balancer Controller does, without the wire. Both pay from the account's budget and throw
 * `Throttling` when it is spent, `TooManyTargetsException` beyond the quota: the caller tries again later. Looking at health is
 * free (the controller is told by watches).
 */
export function createRegistrar(model: Model, budget: Budget, registration: Registration): TargetRegistrar {
  return {
    register(targetGroupArn, targets) {
      budget.spend('registering');
      const group = targetGroupOf(model, targetGroupArn);
      const added = targets.filter(({ address, port }) => !group.targets.has(targetKey(address, port)));
      demandRoom(model, group, added.length);
      for (const { address, port } of targets) registration.register(group, address, port);
    },
    deregister(targetGroupArn, targets) {
      budget.spend('registering');
      const group = targetGroupOf(model, targetGroupArn);
      for (const { address, port } of targets) registration.deregister(group, address, port);
    },
    health(targetGroupArn, address, port) {
      return model.targetGroups.get(targetGroupArn)?.targets.get(targetKey(address, port))?.health.state;
    },
  };
}
