import type { V1Ingress } from '@kubernetes/client-node';
import { TidegateError } from '../../domain/errors.ts';
import type { IngressAddress, Route, Routes } from '../../ports/routes.ts';
import type { FindRuleBetween } from '../aws/alb-rule-between.ts';
import { openedOnce } from './api-server.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { actionAnnotation, type ForwardAction, readAction } from './ingress-action.ts';
import type { TargetGroupBinding } from './kinds.ts';
import { kubernetesObjects } from './objects.ts';
import { isOfController } from './ownership.ts';

/** Reads an Ingress in the cluster, and the rule that the AWS Load Balancer Controller made of it at the load balancer. */
export const ingressRoutes = (access: ClusterAccess, find: FindRuleBetween): Routes => {
  const open = openedOnce();
  return {
    ofIngress: async (address) => {
      const { namespace, ingress: name, services } = address;
      const objects = kubernetesObjects(await open(await access(address.cluster)));
      const ingress = await objects.get('Ingress', namespace, name);
      const action = demandAction(address, ingress);
      const ports = portsOf(action);
      const bindings = await objects.list('TargetGroupBinding', namespace);
      const groupsOf = (service: string) => targetGroupsOf(address, bindings, service, ports[service] ?? '');
      const rule = await find(groupsOf(services.blue), groupsOf(services.green));
      if (typeof rule === 'string') throw notFound(address, `it has not reached the load balancer: ${rule}`);
      return routeOf(address, rule, ports);
    },
  };
};

type Rule = Exclude<Awaited<ReturnType<FindRuleBetween>>, string>;

const routeOf = (
  { services, ...address }: IngressAddress,
  { listenerRule, blue, green }: Rule,
  ports: Readonly<Record<string, string>>,
): Route => {
  const service = (name: string) => ({ name, port: ports[name] ?? '' });
  return {
    listenerRule,
    targetGroups: { blue, green },
    ingress: { ...address, services: { [blue]: service(services.blue), [green]: service(services.green) } },
  };
};

const portsOf = ({ services }: ForwardAction): Readonly<Record<string, string>> =>
  Object.fromEntries(services.map(({ name, port }) => [name, port]));

const notFound = ({ namespace, ingress, action }: IngressAddress, why: string): TidegateError =>
  new TidegateError('RouteNotFound', `action ${action} of Ingress ${ingress} in namespace ${namespace}: ${why}`);

/** The action, if Tidegate may set its weights. */
const demandAction = (address: IngressAddress, ingress: V1Ingress | undefined): ForwardAction => {
  if (ingress === undefined)
    throw notFound(address, 'there is no such Ingress: create it, or correct traffic.ingress.name');
  if (!isOfLoadBalancerController(ingress))
    throw notFound(
      address,
      `${classOf(ingress)}: set spec.ingressClassName: alb, for only that controller sets weights of an ALB`,
    );
  const text = ingress.metadata?.annotations?.[actionAnnotation(address.action)];
  if (text === undefined) throw notFound(address, `it has no annotation ${actionAnnotation(address.action)}: add it`);
  const action = readAction(text);
  if (action === null)
    throw notFound(address, 'it is no forward: write {"type":"forward","forwardConfig":{…}} in JSON');
  const why = whyUnfit(address, ingress, action);
  if (why !== null) throw notFound(address, why);
  return action;
};

/** By its class, or by the finalizer with which the controller holds what it took, whatever the name of the class. */
const isOfLoadBalancerController = (ingress: V1Ingress): boolean =>
  classNameOf(ingress) === 'alb' ||
  (ingress.metadata?.finalizers ?? []).some((finalizer) => /^(group\.)?ingress\.k8s\.aws\//.test(finalizer));

const classNameOf = ({ metadata, spec }: V1Ingress): string | undefined =>
  metadata?.annotations?.['kubernetes.io/ingress.class'] ?? spec?.ingressClassName;

const classOf = (ingress: V1Ingress): string => {
  const name = classNameOf(ingress);
  return name === undefined ? 'it has no class' : `its class is ${name}`;
};

const whyUnfit = ({ services, action }: IngressAddress, ingress: V1Ingress, found: ForwardAction): string | null => {
  const both = [services.blue, services.green];
  for (const name of both) {
    const service = found.services.find((one) => one.name === name);
    if (service === undefined)
      return `it does not name service ${name}: name both, ${both.join(' and ')}, with a weight`;
    if (service.weight === null) return `it gives service ${name} no weight: write one for each, 0 is one`;
  }
  const other = found.services.find(({ name }) => !both.includes(name));
  if (other !== undefined) return `it also names ${other.name}: leave only ${both.join(' and ')}`;
  if (found.sticky) return 'it has stickiness on, whose cookies would override the weights: turn it off';
  return isUsed(ingress, action) ? null : `no path uses it: give one the backend ${action} with port use-annotation`;
};

const isUsed = ({ spec }: V1Ingress, action: string): boolean =>
  (spec?.rules ?? [])
    .flatMap(({ http }) => http?.paths ?? [])
    .some(({ backend: { service } }) => service?.name === action && service.port?.name === 'use-annotation');

/** The target groups that the controller fills from this service. */
const targetGroupsOf = (
  address: IngressAddress,
  bindings: readonly TargetGroupBinding[],
  service: string,
  port: string,
): readonly string[] => {
  const found = bindings
    .filter(isOfController)
    .filter(({ spec }) => spec?.serviceRef?.name === service && String(spec.serviceRef.port) === port)
    .flatMap(({ spec }) => spec?.targetGroupARN ?? []);
  if (found.length > 0) return found;
  const why = `the controller has no target group for service ${service} yet: see that the service exists, and look at the events of the Ingress`;
  throw notFound(address, why);
};
