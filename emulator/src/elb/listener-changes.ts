import type {
  DeleteListenerCommandInput,
  DeleteLoadBalancerCommandInput,
  ModifyListenerCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceError } from '../service.ts';
import { readAction } from './actions.ts';
import { notEmulated } from './faults.ts';
import { listenerOf, listenersOf, type Routing, shownListener } from './listeners.ts';
import type { Listener, LoadBalancer } from './model.ts';
import { replaceRules } from './rules.ts';

/** The operations that change or delete listeners and load balancers, by the bucket that pays for them. */
export function listenerChanges(routing: Routing) {
  const { model, registration } = routing;
  return {
    mutating: {
      ModifyListener(input: ModifyListenerCommandInput) {
        const listener = listenerOf(model, input.ListenerArn);
        if (input.Port !== undefined && input.Port !== listener.port)
          throw notEmulated("A change of a listener's port");
        if (input.DefaultActions) {
          const action = readAction(model, listener.loadBalancer, input.DefaultActions);
          const rules = listener.rules.map((rule) => (rule.priority === undefined ? { ...rule, action } : rule));
          replaceRules(routing, listener, rules);
        }
        return { Listeners: [shownListener(listener)] };
      },
      async DeleteListener({ ListenerArn }: DeleteListenerCommandInput) {
        await removeListener(routing, listenerOf(model, ListenerArn));
        registration.reconcile();
        return {};
      },
      async DeleteLoadBalancer({ LoadBalancerArn }: DeleteLoadBalancerCommandInput) {
        const loadBalancer = model.loadBalancers.get(LoadBalancerArn ?? '');
        if (loadBalancer) await removeLoadBalancer(routing, loadBalancer);
        return {};
      },
    },
  };
}

async function removeLoadBalancer(routing: Routing, loadBalancer: LoadBalancer): Promise<void> {
  const { model, registration } = routing;
  if (loadBalancer.attributes.get('deletion_protection.enabled') === 'true') {
    const message = `Load balancer '${loadBalancer.arn}' cannot be deleted because deletion protection is enabled`;
    throw new ServiceError('OperationNotPermittedException', message);
  }
  model.loadBalancers.delete(loadBalancer.arn);
  model.tags.delete(loadBalancer.arn);
  for (const listener of listenersOf(model, loadBalancer)) await removeListener(routing, listener);
  registration.reconcile();
}

async function removeListener({ model, dataPlane }: Routing, listener: Listener): Promise<void> {
  model.listeners.delete(listener.arn);
  for (const { arn } of [listener, ...listener.rules]) model.tags.delete(arn);
  await dataPlane.closeListener(listener);
}
