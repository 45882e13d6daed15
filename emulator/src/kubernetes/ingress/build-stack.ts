import type { Api } from '../api/api.ts';
import type { Service } from '../objects/core.ts';
import type { Ingress, IngressBackend } from '../objects/ingress.ts';
import { type ActionConfig, fixedResponse, forwardTo, readActionConfig, type TargetConfig } from './action-config.ts';
import { annotationsOf } from './annotations.ts';
import { BuildError } from './build-error.ts';
import { fullName, type Group } from './group.ts';
import { buildLoadBalancer, listenPortsOf } from './load-balancer-spec.ts';
import type { NameSpace } from './names.ts';
import { inOrderOfMatch, ruleConditions } from './rule-conditions.ts';
import type { ActionSpec, ForwardTarget, ListenerSpec, RuleSpec, Stack, TargetGroupSpec } from './stack.ts';
import { targetGroupId, targetGroupSpec } from './target-group-spec.ts';

/** The port name of a backend whose action is in an annotation. */
const useAnnotation = 'use-annotation';

interface Building {
  readonly names: NameSpace;
  readonly serviceIn: (namespace: string, name: string) => Service | undefined;
  readonly targetGroups: Map<string, TargetGroupSpec>;
}

/**
 * What the group should have, all or nothing: one Ingress that can not be built blocks all others of its group, as in
 * pkg/ingress/model_builder.go. Throws BuildError.
 */
export function buildStack(api: Api, cluster: string, group: Group): Stack {
  if (group.members.length === 0) return { id: group.id, loadBalancer: undefined, targetGroups: [], listeners: [] };
  const names = { cluster, groupId: group.id };
  const serviceIn = (namespace: string, name: string) => api.get('services', { namespace, name });
  const building: Building = { names, serviceIn, targetGroups: new Map() };
  const listeners = buildListeners(building, group.members);
  const loadBalancer = buildLoadBalancer(names, group.members);
  return { id: group.id, loadBalancer, listeners, targetGroups: [...building.targetGroups.values()] };
}

function buildListeners(building: Building, members: readonly Ingress[]): readonly ListenerSpec[] {
  const byPort = new Map<number, { readonly protocol: string; readonly ingresses: Ingress[] }>();
  for (const ingress of members) {
    for (const { port, protocol } of within(ingress, () => listenPortsOf(ingress))) {
      const listener = byPort.get(port) ?? { protocol, ingresses: [] };
      if (listener.protocol !== protocol) throw new BuildError(`conflicting protocol for port ${port}`);
      listener.ingresses.push(ingress);
      byPort.set(port, listener);
    }
  }
  return [...byPort].map(([port, { protocol, ingresses }]) => ({
    port,
    protocol,
    defaultAction: defaultAction(building, ingresses),
    rules: ingresses.flatMap((ingress) => within(ingress, () => buildRules(building, ingress))),
  }));
}

function defaultAction(building: Building, ingresses: readonly Ingress[]): ActionSpec {
  const [ingress, ...others] = ingresses.filter(({ spec }) => spec.defaultBackend !== undefined);
  const backend = ingress?.spec.defaultBackend;
  if (others.length > 0) throw new BuildError(`multiple ingress defined default backend: ${ingresses.map(fullName)}`);
  if (ingress === undefined || backend === undefined) return completed(building, ingress, fixedResponse('404'));
  return within(ingress, () => actionOf(building, ingress, backend));
}

function buildRules(building: Building, ingress: Ingress): readonly RuleSpec[] {
  const annotations = annotationsOf(ingress.metadata.annotations);
  return (ingress.spec.rules ?? []).flatMap(({ host, http }) =>
    inOrderOfMatch(http?.paths ?? []).map((path) => {
      const name = path.backend.service?.name ?? '';
      const action = actionOf(building, ingress, path.backend);
      return { action, conditions: ruleConditions(host, path, annotations.json(`conditions.${name}`)) };
    }),
  );
}

/**
 * A backend alone whose Service is missing answers 503, and so does an annotation that is missing: the controller tolerates
 * these by default. See pkg/ingress/enhanced_backend_builder.go.
 */
function actionOf(building: Building, ingress: Ingress, { service }: IngressBackend): ActionSpec {
  if (service === undefined) throw new BuildError('missing required "service" field');
  const { name, port: { name: portName, number = 0 } = {} } = service;
  if (portName !== useAnnotation) return completed(building, ingress, forwardTo(name, portName ?? number));
  const json = annotationsOf(ingress.metadata.annotations).json(`actions.${name}`);
  const config = json === undefined ? fixedResponse('503', 'Backend action does not exist') : readActionConfig(json);
  return completed(building, ingress, config);
}

function completed(building: Building, ingress: Ingress | undefined, config: ActionConfig): ActionSpec {
  if (config.kind === 'answer' || ingress === undefined) return config as ActionSpec;
  const { targets, stickySeconds } = config;
  const [only] = targets;
  if (targets.length === 1 && only !== undefined && isMissing(building, ingress, only)) {
    return completed(building, ingress, fixedResponse('503', 'Backend service does not exist'));
  }
  return { kind: 'forward', targets: targets.map((target) => forwardTarget(building, ingress, target)), stickySeconds };
}

function isMissing({ serviceIn }: Building, { metadata }: Ingress, target: TargetConfig): boolean {
  return 'service' in target && serviceIn(metadata.namespace ?? '', target.service) === undefined;
}

/** Services are looked for in the Ingress's own namespace only: the annotation has no field for another. */
function forwardTarget(
  { names, serviceIn, targetGroups }: Building,
  ingress: Ingress,
  target: TargetConfig,
): ForwardTarget {
  if ('arn' in target) return { group: { arn: target.arn }, weight: target.weight };
  const service = serviceIn(ingress.metadata.namespace ?? '', target.service);
  if (service === undefined) throw new BuildError(`Service "${target.service}" not found`);
  const resourceId = targetGroupId(ingress, target.service, target.servicePort);
  if (!targetGroups.has(resourceId)) {
    targetGroups.set(resourceId, targetGroupSpec(names, ingress, service, target.servicePort));
  }
  return { group: { resourceId }, weight: target.weight };
}

function within<T>(ingress: Ingress, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (error instanceof BuildError) throw new BuildError(`ingress: ${fullName(ingress)}: ${error.message}`);
    throw error;
  }
}
