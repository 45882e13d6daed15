import type { TargetRegistrar } from '../ports.ts';
import type { Budget } from './budget.ts';
import { demandRoom, type Model } from './model.ts';
import type { Registration } from './registration.ts';
import { targetKey } from './target.ts';
import { targetGroupOf } from './target-groups.ts';

/**
 * Registers and deregisters as the Load Balancer Controller does, without the wire. Both pay from the account's budget and throw
 * `Throttling` when it is spent, `TooManyTargetsException` beyond the quota: the caller tries again later. Looking at health is free (the controller is told by watches).
 */
export function createRegistrar(model: Model, budget: Budget, registration: Registration): TargetRegistrar {
  return {
    register(targetGroupArn, address, port) {
      budget.spend('registering');
      const group = targetGroupOf(model, targetGroupArn);
      demandRoom(model, group, group.targets.has(targetKey(address, port)) ? 0 : 1);
      registration.register(group, address, port);
    },
    deregister(targetGroupArn, address, port) {
      budget.spend('registering');
      registration.deregister(targetGroupOf(model, targetGroupArn), address, port);
    },
    health(targetGroupArn, address, port) {
      return model.targetGroups.get(targetGroupArn)?.targets.get(targetKey(address, port))?.health.state;
    },
  };
}
