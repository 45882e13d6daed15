import type { Clock } from '../clock.ts';
import { numberAttribute } from './attributes.ts';
import type { HealthCheck } from './health-check.ts';
import { forwardedTo, type LoadBalancer, type Model, type TargetGroup } from './model.ts';
import {
  afterCheck,
  drainingHealth,
  initialHealth,
  registeringHealth,
  type Target,
  targetKey,
  unusedHealth,
} from './target.ts';

/** The life of targets: registered, checked, drained. */
export interface Registration {
  /** A no-op for a registered target; calls a draining one back. */
  register(group: TargetGroup, address: string, port: number): void;
  /** A no-op for an unknown target; the target drains for the group's deregistration delay. */
  deregister(group: TargetGroup, address: string, port: number): void;
  /** Binds groups to load balancers as the rules say now; starts checking the targets of groups that came into use. */
  reconcile(): void;
  /** Ends all checks and drains. */
  close(): void;
}

/** What the life of targets depends on; `propagationMs` draws how long the proxies take to hear of a change. */
export interface RegistrationContext {
  readonly clock: Clock;
  readonly model: Model;
  readonly check: HealthCheck;
  readonly propagationMs: () => number;
}

/** The registration of an account's target groups. */
export function createRegistration(context: RegistrationContext): Registration {
  const { model } = context;
  return {
    register(group, address, port) {
      const existing = group.targets.get(targetKey(address, port));
      if (existing && existing.health.state !== 'draining') return;
      const target = existing ?? newTarget(address, port);
      group.targets.set(targetKey(address, port), target);
      begin(context, group, target);
    },
    deregister(group, address, port) {
      const target = group.targets.get(targetKey(address, port));
      if (target && target.health.state !== 'draining') drain(context, group, target);
    },
    reconcile() {
      const used = usedGroups(model);
      for (const group of model.targetGroups.values()) rebind(context, group, used.get(group.arn));
    },
    close() {
      for (const group of model.targetGroups.values()) for (const target of group.targets.values()) target.cancel();
    },
  };
}

function newTarget(address: string, port: number): Target {
  return { address, port, health: unusedHealth, routed: false, inFlight: new Set(), cancel: nothing };
}

function nothing(): void {}

function usedGroups(model: Model): ReadonlyMap<string, LoadBalancer> {
  const used = [...model.listeners.values()].flatMap(({ rules, loadBalancer }) =>
    rules.flatMap(({ action }) => forwardedTo(action)).map((arn): [string, LoadBalancer] => [arn, loadBalancer]),
  );
  return new Map(used);
}

function rebind(context: RegistrationContext, group: TargetGroup, loadBalancer: LoadBalancer | undefined): void {
  const before = group.loadBalancer;
  group.loadBalancer = loadBalancer;
  if (before === loadBalancer) return;
  for (const target of group.targets.values()) {
    if (target.health.state !== 'draining') begin(context, group, target);
  }
}

/** A group out of use keeps its targets routed: the proxies may still go by the old rule until it has propagated. */
function begin(context: RegistrationContext, group: TargetGroup, target: Target): void {
  target.cancel();
  target.cancel = nothing;
  target.health = group.loadBalancer ? registeringHealth : unusedHealth;
  if (!group.loadBalancer) return;
  target.routed = false;
  target.cancel = context.clock.after(context.propagationMs(), () => {
    target.routed = true;
    target.health = initialHealth;
    keepChecking(context, group, target);
  });
}

function keepChecking({ clock, check }: RegistrationContext, group: TargetGroup, target: Target): void {
  let cancelNext = nothing;
  let ended = false;
  const checkAndGoOn = async () => {
    const result = await check(group, target);
    if (ended) return;
    const { healthCheckIntervalSeconds, healthyThresholdCount, unhealthyThresholdCount } = group.settings;
    const thresholds = { healthy: healthyThresholdCount, unhealthy: unhealthyThresholdCount };
    target.health = afterCheck(target.health, result, thresholds);
    cancelNext = clock.after(healthCheckIntervalSeconds * 1000, () => void checkAndGoOn());
  };
  target.cancel = () => {
    ended = true;
    cancelNext();
  };
  void checkAndGoOn();
}

/** Shown as draining at once and for the whole delay; requests keep coming until the proxies have heard of it. */
function drain({ clock, propagationMs }: RegistrationContext, group: TargetGroup, target: Target): void {
  target.cancel();
  const remove = () => group.targets.delete(targetKey(target.address, target.port));
  if (!group.loadBalancer) {
    remove();
    return;
  }
  if (target.health.state !== 'healthy') target.routed = false;
  target.health = drainingHealth;
  const delayMs = numberAttribute(group.attributes, 'deregistration_delay.timeout_seconds') * 1000;
  const cancelUnroute = clock.after(propagationMs(), () => {
    target.routed = false;
  });
  const cancelRemoval = clock.after(delayMs, () => {
    target.routed = false;
    remove();
    cutOff(target, delayMs);
  });
  target.cancel = () => {
    cancelUnroute();
    cancelRemoval();
  };
}

/** A request younger than the delay would not have outlived it on AWS. */
function cutOff(target: Target, delayMs: number): void {
  for (const request of target.inFlight) if (request.ageMs() >= delayMs) request.cut();
}
