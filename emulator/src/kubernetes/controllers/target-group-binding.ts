import type { TargetAddress, TargetRegistrar } from '../../ports.ts';
import { type Api, type Ref, refOf } from '../api/api.ts';
import { type Backend, backendsOf, servicePort } from '../endpoints.ts';
import type { TargetGroupBinding } from '../objects/core.ts';
import { withAt } from '../objects/json.ts';
import { isTerminating } from '../objects/meta.ts';
import type { Pod } from '../objects/pod.ts';
import type { ControllerOptions, Running } from './controller.ts';
import { setGates } from './readiness-gate.ts';
import { runController } from './run-controller.ts';

const finalizer = 'elbv2.k8s.aws/resources';
/** The name under which the AWS Load Balancer Controller writes. */
export const loadBalancerController = 'aws-load-balancer-controller';

/** What the controller has registered for one binding. */
interface Registered {
  readonly targetGroupArn: string;
  readonly targets: Map<string, TargetAddress>;
}

/** So many targets go into one call: defaultRegisterTargetsChunkSize in pkg/targetgroupbinding/targets_manager.go of the real one. */
const targetsPerCall = 200;

/**
 * Keeps the targets of each bound target group equal to the service's ready pods, as the AWS Load Balancer Controller does for
 * ip targets. Refused calls, throttled ones too, are tried again after 1 s, 2 s, 4 s up to 16 min 40 s.
 */
export function runTargetGroupBindings(options: ControllerOptions, registrar: TargetRegistrar): Running {
  const known = new Map<string, Registered>();
  return runController(options, {
    retryMs: 1_000,
    maxRetryMs: 1_000_000,
    keysOf: ({ resource, object }, api) => {
      if (resource.plural === 'targetgroupbindings') return [refOf(object)];
      const concerns = resource.plural === 'pods' || resource.plural === 'services';
      return concerns ? api.list('targetgroupbindings', object.metadata.namespace).map(refOf) : [];
    },
    reconcile: ({ api, clock }, ref) => {
      const key = `${ref.namespace}/${ref.name}`;
      const binding = api.get('targetgroupbindings', ref);
      if (binding === undefined) return undefined;
      const registered = known.get(key) ?? { targetGroupArn: binding.spec.targetGroupARN, targets: new Map() };
      known.set(key, registered);
      if (isTerminating(binding)) {
        release(api, ref, registrar, registered);
        known.delete(key);
        return undefined;
      }
      hold(api, binding);
      const backends = backendsFor(api, binding);
      const waiting = setGates({ api, clock, registrar }, binding, backends);
      synchronize(registrar, registered, wantedTargets(api, backends));
      return waiting;
    },
  });
}

function backendsFor(api: Api, { metadata, spec }: TargetGroupBinding): readonly Backend[] {
  const namespace = metadata.namespace ?? '';
  const service = api.get('services', { namespace, name: spec.serviceRef.name });
  const port = service === undefined ? undefined : servicePort(service, spec.serviceRef.port);
  if (service === undefined || port === undefined) return [];
  return backendsOf(service, port, api.list('pods', namespace));
}

/**
 * Ready pods, and those whose containers are ready on a ready node, for they may wait for nothing but this binding's gate. Pods
 * on nodes that are lost stay only while no other is there. See pkg/backend/endpoint_resolver.go of the real controller.
 */
function wantedTargets(api: Api, backends: readonly Backend[]): readonly TargetAddress[] {
  const contained = backends.filter(({ pod, ready }) => !ready && hasReadyContainers(pod));
  const onNode = (status: string) => contained.filter(({ pod }) => nodeReadiness(api, pod) === status);
  const wanted = [...backends.filter(({ ready }) => ready), ...onNode('True').filter(({ pod }) => !isTerminating(pod))];
  return wanted.length > 0 ? wanted : onNode('Unknown');
}

function hasReadyContainers({ status }: Pod): boolean {
  return status.conditions?.some(({ type, status }) => type === 'ContainersReady' && status === 'True') === true;
}

function nodeReadiness(api: Api, { spec }: Pod): string | undefined {
  const node = api.get('nodes', { namespace: '', name: spec.nodeName ?? '' });
  return node?.status.conditions?.find(({ type }) => type === 'Ready')?.status;
}

function synchronize(registrar: TargetRegistrar, registered: Registered, wanted: readonly TargetAddress[]): void {
  const { targetGroupArn, targets } = registered;
  const names = new Map(wanted.map((target) => [nameOf(target), target]));
  for (const gone of chunks([...targets.values()].filter((target) => !names.has(nameOf(target))))) {
    registrar.deregister(targetGroupArn, gone);
    for (const target of gone) targets.delete(nameOf(target));
  }
  for (const added of chunks([...names.values()].filter((target) => !targets.has(nameOf(target))))) {
    registrar.register(targetGroupArn, added);
    for (const target of added) targets.set(nameOf(target), target);
  }
}

const nameOf = ({ address, port }: TargetAddress): string => `${address}:${port}`;

function chunks(targets: readonly TargetAddress[]): readonly (readonly TargetAddress[])[] {
  const count = Math.ceil(targets.length / targetsPerCall);
  return Array.from({ length: count }, (_, i) => targets.slice(i * targetsPerCall, (i + 1) * targetsPerCall));
}

function hold(api: Api, binding: TargetGroupBinding): void {
  const finalizers = binding.metadata.finalizers ?? [];
  const observed = binding.status?.observedGeneration === binding.metadata.generation;
  if (!finalizers.includes(finalizer)) {
    const change = (live: TargetGroupBinding) => withAt(live, ['metadata', 'finalizers'], [...finalizers, finalizer]);
    api.modify('targetgroupbindings', refOf(binding), change, { manager: loadBalancerController });
  }
  if (observed) return;
  const observedGeneration = binding.metadata.generation ?? 1;
  const change = (live: TargetGroupBinding) => ({ ...live, status: { observedGeneration } });
  api.modify('targetgroupbindings', refOf(binding), change, {
    manager: loadBalancerController,
    subresource: 'status',
  });
}

function release(api: Api, ref: Ref, registrar: TargetRegistrar, registered: Registered): void {
  synchronize(registrar, registered, []);
  const change = (live: TargetGroupBinding) => {
    const left = (live.metadata.finalizers ?? []).filter((one) => one !== finalizer);
    return withAt(live, ['metadata', 'finalizers'], left.length === 0 ? undefined : left);
  };
  api.modify('targetgroupbindings', ref, change, { manager: loadBalancerController });
}
