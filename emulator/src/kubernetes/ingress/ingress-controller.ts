import { ServiceError } from '../../service.ts';
import { ConnectionLost } from '../../wire/wire-error.ts';
import { refOf } from '../api/api.ts';
import { StatusError } from '../api/status-error.ts';
import type { ControllerOptions, Running } from '../controllers/controller.ts';
import type { Happening } from '../controllers/event-recorder.ts';
import { loadBalancerController } from '../controllers/target-group-binding.ts';
import type { Ingress } from '../objects/ingress.ts';
import { withAt } from '../objects/json.ts';
import { BuildError } from './build-error.ts';
import { buildStack } from './build-stack.ts';
import { type Deployed, deployStack } from './deploy-stack.ts';
import { type ElbCall, elbCalls } from './elb-calls.ts';
import { defaultIngressClass, finalizerOf, type Group, ingressClassController, loadGroup } from './group.ts';
import { createGroupQueue } from './group-queue.ts';
import { impactedGroups } from './impacted-groups.ts';
import type { Stack } from './stack.ts';
import { trackingOf } from './tracking.ts';

/** What the Ingress controller needs besides what every controller does. */
export interface IngressControllerOptions extends ControllerOptions {
  readonly cluster: string;
  readonly elb: ElbCall;
  /** Emulated ms from an event until the controller gets to its group. */
  readonly lagMs: () => number;
  /** Emulated ms after which a group is reconciled without an event: `--sync-period`, ten hours by default. */
  readonly syncPeriodMs?: number;
}

const manager = loadBalancerController;
const tenHoursMs = 36_000_000;
/** How long the controller waits before it looks again whether bindings that it deleted are gone. */
const unsettledMs = 1_000;

/**
 * The Ingress part of the AWS Load Balancer Controller v3: keeps a load balancer with listeners, rules, target groups and
 * bindings for each group of Ingresses. What others changed in AWS is put back at the next reconcile and not before. See
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
 */
export function runIngresses(options: IngressControllerOptions): Running {
  const { api, clock, lagMs, onDefect } = options;
  installClass(options);
  const reconcile = async (group: string) => {
    try {
      return await reconcileGroup(options, group);
    } catch (error) {
      if (!isExpected(error)) onDefect(error);
      throw error;
    }
  };
  const queue = createGroupQueue({ clock, lagMs, syncPeriodMs: options.syncPeriodMs ?? tenHoursMs, reconcile });
  const unsubscribe = api.subscribe((event) => {
    for (const group of impactedGroups(api, event)) queue.enqueue(group);
  });
  return {
    close() {
      unsubscribe();
      queue.close();
    },
  };
}

function isExpected(error: unknown): boolean {
  return [BuildError, ServiceError, StatusError, ConnectionLost].some((known) => error instanceof known);
}

/** As the controller's chart does. */
function installClass({ api }: IngressControllerOptions): void {
  const metadata = { name: defaultIngressClass, labels: { 'app.kubernetes.io/name': loadBalancerController } };
  const spec = { controller: ingressClassController };
  const ingressClass = { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata, spec };
  api.create('ingressclasses', '', ingressClass, manager);
}

async function reconcileGroup(options: IngressControllerOptions, id: string): Promise<number | undefined> {
  const { api } = options;
  const group = loadGroup(api, id);
  if (group.members.length + group.inactive.length === 0) return undefined;
  for (const member of group.members) hold(options, member, id);
  const { hostname, settled } = await deploy(options, group, build(options, group));
  if (hostname !== undefined) for (const member of group.members) showAddress(options, member, hostname);
  if (!settled) return unsettledMs;
  for (const left of group.inactive) release(options, left, id);
  tell(options, group, { type: 'Normal', reason: 'SuccessfullyReconciled', message: 'Successfully reconciled' });
  return undefined;
}

function build(options: IngressControllerOptions, group: Group): Stack {
  try {
    return buildStack(options.api, options.cluster, group);
  } catch (error) {
    const message = `Failed build model due to ${messageOf(error)}`;
    tell(options, group, { type: 'Warning', reason: 'FailedBuildModel', message });
    throw error;
  }
}

async function deploy(options: IngressControllerOptions, group: Group, stack: Stack): Promise<Deployed> {
  const { api, cluster, elb } = options;
  try {
    return await deployStack({ api, elb: elbCalls(elb), stack, tracking: trackingOf(cluster, group.id) });
  } catch (error) {
    const message = `Failed deploy model due to ${messageOf(error)}`;
    tell(options, group, { type: 'Warning', reason: 'FailedDeployModel', message });
    throw error;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof ServiceError) return `api error ${error.name}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

function tell({ events }: IngressControllerOptions, { members }: Group, happening: Happening): void {
  for (const member of members) events.record('ingress', member, happening);
}

function hold({ api }: IngressControllerOptions, { metadata }: Ingress, groupId: string): void {
  const finalizer = finalizerOf(groupId);
  if (metadata.finalizers?.includes(finalizer)) return;
  const change = (live: Ingress) =>
    withAt(live, ['metadata', 'finalizers'], [...(live.metadata.finalizers ?? []), finalizer]);
  api.modify('ingresses', refOf({ metadata }), change, { manager });
}

function release({ api }: IngressControllerOptions, { metadata }: Ingress, groupId: string): void {
  if (api.get('ingresses', refOf({ metadata })) === undefined) return;
  const change = (live: Ingress) => {
    const left = (live.metadata.finalizers ?? []).filter((one) => one !== finalizerOf(groupId));
    return withAt(live, ['metadata', 'finalizers'], left.length === 0 ? undefined : left);
  };
  api.modify('ingresses', refOf({ metadata }), change, { manager });
}

function showAddress({ api }: IngressControllerOptions, { metadata }: Ingress, hostname: string): void {
  const live = api.get('ingresses', refOf({ metadata }));
  if (live === undefined || live.status?.loadBalancer?.ingress?.[0]?.hostname === hostname) return;
  const status = { loadBalancer: { ingress: [{ hostname }] } };
  api.modify('ingresses', refOf(live), (ingress) => ({ ...ingress, status }), { manager, subresource: 'status' });
}
