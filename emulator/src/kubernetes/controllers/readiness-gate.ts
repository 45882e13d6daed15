import type { Clock } from '../../clock.ts';
import type { TargetRegistrar } from '../../ports.ts';
import { type Api, refOf } from '../api/api.ts';
import { matchesLabels } from '../api/label-selector.ts';
import type { Backend } from '../endpoints.ts';
import type { TargetGroupBinding } from '../objects/core.ts';
import { at, isList, type JsonObject, withAt } from '../objects/json.ts';
import { type Labels, timestamp } from '../objects/meta.ts';
import type { Pod } from '../objects/pod.ts';

const prefix = 'target-health.elbv2.k8s.aws/';
const injectLabel = 'elbv2.k8s.aws/pod-readiness-gate-inject';
/** How long the controller waits before it asks again whether a target is healthy. */
const recheckMs = 15_000;

/** The pod condition that says that the pod's target in the binding's group is healthy. */
export function gateOf({ metadata }: TargetGroupBinding): string {
  return `${prefix}${metadata.name}`;
}

interface GateOptions {
  readonly api: Api;
  readonly clock: Clock;
  readonly registrar: TargetRegistrar;
}

/** Sets the gate of each gated pod from its target's health; answers when to look again while one is not healthy. */
export function setGates(
  { api, clock, registrar }: GateOptions,
  binding: TargetGroupBinding,
  backends: readonly Backend[],
): number | undefined {
  const type = gateOf(binding);
  const gated = backends.filter(({ pod }) => pod.spec.readinessGates?.some((gate) => gate.conditionType === type));
  let waiting = false;
  for (const { pod, address, port } of gated) {
    const health = registrar.health(binding.spec.targetGroupARN, address, port);
    const healthy = health === 'healthy';
    waiting ||= !healthy;
    const reason = healthy ? {} : { reason: `Target.${health ?? 'NotRegistered'}` };
    const condition = { type, status: healthy ? ('True' as const) : ('False' as const), ...reason };
    const before = pod.status.conditions?.find((one) => one.type === type);
    if (before?.status === condition.status && before.reason === reason.reason) continue;
    writeCondition(api, pod, { ...condition, lastTransitionTime: timestamp(clock.now()) });
  }
  return waiting ? recheckMs : undefined;
}

function writeCondition(api: Api, pod: Pod, condition: JsonObject): void {
  const change = (live: Pod) => {
    const others = (live.status.conditions ?? []).filter(({ type }) => type !== condition['type']);
    return { ...live, status: { ...live.status, conditions: [...others, condition] } };
  };
  api.modify('pods', refOf(pod), change, { manager: 'aws-load-balancer-controller', subresource: 'status' });
}

/**
 * Adds a gate for each binding whose service selects the new pod, where the namespace asks for it by label. Bindings that come
 * later gate nothing. See https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/
 */
export function withInjectedGates(api: Api, pod: JsonObject, namespace: string): JsonObject {
  const home = api.get('namespaces', { namespace: '', name: namespace });
  if (home?.metadata.labels?.[injectLabel] !== 'enabled') return pod;
  const labels = (at(pod, 'metadata', 'labels') ?? {}) as Labels;
  const gates = api.list('targetgroupbindings', namespace).filter((binding) => {
    const service = api.get('services', { namespace, name: binding.spec.serviceRef.name });
    return service?.spec.selector !== undefined && matchesLabels(service.spec.selector, labels);
  });
  if (gates.length === 0) return pod;
  const given = at(pod, 'spec', 'readinessGates');
  const injected = gates.map((binding) => ({ conditionType: gateOf(binding) }));
  return withAt(pod, ['spec', 'readinessGates'], [...(isList(given) ? given : []), ...injected]);
}
