import type {
  CreateListenerCommandInput,
  DescribeListenersCommandInput,
  Listener as WireListener,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceError } from '../service.ts';
import { readAction } from './actions.ts';
import type { Arns } from './arns.ts';
import type { DataPlane } from './data-plane.ts';
import { notEmulated, requireWholeNumber, validationError } from './faults.ts';
import { loadBalancerOf } from './load-balancers.ts';
import type { Listener, LoadBalancer, Model } from './model.ts';
import { describePage } from './pages.ts';
import type { Registration } from './registration.ts';

/** What the operations on listeners and rules act upon. */
export interface Routing {
  readonly model: Model;
  readonly arns: Arns;
  readonly dataPlane: DataPlane;
  readonly registration: Registration;
}

/** The operations on listeners, by the bucket that pays for them. */
export function listenerOperations(routing: Routing) {
  const { model } = routing;
  return {
    mutating: {
      async CreateListener(input: CreateListenerCommandInput) {
        const loadBalancer = loadBalancerOf(model, input.LoadBalancerArn);
        const listener = newListener(routing, loadBalancer, input);
        model.listeners.set(listener.arn, listener);
        if (input.Tags) model.tags.set(listener.arn, input.Tags);
        routing.registration.reconcile();
        await routing.dataPlane.open(listener);
        return { Listeners: [shownListener(listener)] };
      },
    },
    describing: {
      DescribeListeners(input: DescribeListenersCommandInput) {
        const { items, ...rest } = describePage(selected(model, input), input);
        return { Listeners: items.map(shownListener), ...rest };
      },
    },
  };
}

/** The listener, or throws `ListenerNotFound`. */
export function listenerOf(model: Model, arn: string | undefined): Listener {
  const listener = model.listeners.get(arn ?? '');
  if (!listener) throw new ServiceError('ListenerNotFoundException', `Listener '${arn}' not found`);
  return listener;
}

function newListener(
  { model, arns }: Routing,
  loadBalancer: LoadBalancer,
  input: CreateListenerCommandInput,
): Listener {
  const { Port, Protocol = 'HTTP', DefaultActions = [] } = input;
  if (Protocol !== 'HTTP') throw notEmulated(`A listener of protocol ${Protocol}`);
  if (Port === undefined) throw validationError('A listener port must be specified');
  requireWholeNumber('Port', Port, 1, 65_535);
  refuseSamePort(model, loadBalancer, Port);
  const action = readAction(model, loadBalancer, DefaultActions);
  const arn = arns.listener(loadBalancer.arn);
  const defaultRule = { arn: arns.rule(arn), priority: undefined, conditions: [], action };
  return { arn, loadBalancer, port: Port, hostPort: 0, rules: [defaultRule] };
}

function refuseSamePort(model: Model, loadBalancer: LoadBalancer, port: number): void {
  const taken = [...model.listeners.values()].some(
    (other) => other.loadBalancer === loadBalancer && other.port === port,
  );
  if (!taken) return;
  const message = `A listener already exists on this port for this load balancer '${loadBalancer.arn}'`;
  throw new ServiceError('DuplicateListenerException', message);
}

function selected(model: Model, { LoadBalancerArn, ListenerArns }: DescribeListenersCommandInput): readonly Listener[] {
  if (ListenerArns?.length) return ListenerArns.map((arn) => listenerOf(model, arn));
  if (!LoadBalancerArn) throw validationError('You must specify either listener ARNs or a load balancer ARN');
  return listenersOf(model, loadBalancerOf(model, LoadBalancerArn));
}

/** The listeners of a load balancer. */
export function listenersOf(model: Model, loadBalancer: LoadBalancer): readonly Listener[] {
  return [...model.listeners.values()].filter((listener) => listener.loadBalancer === loadBalancer);
}

/** A listener as the API shows it. */
export function shownListener({ arn, loadBalancer, port, rules }: Listener): WireListener {
  const defaultRule = rules.find(({ priority }) => priority === undefined);
  return {
    ListenerArn: arn,
    LoadBalancerArn: loadBalancer.arn,
    Port: port,
    Protocol: 'HTTP',
    DefaultActions: defaultRule ? [defaultRule.action] : [],
  };
}
