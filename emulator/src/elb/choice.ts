import { numberAttribute } from './attributes.ts';
import { GROUP_COOKIE, pin, pinnedTo, TARGET_COOKIE } from './cookies.ts';
import type { ForwardAction } from './live-rules.ts';
import type { TargetGroup } from './model.ts';
import { type Target, targetKey } from './target.ts';

/** Where a request goes. Without a target the load balancer answers 503: it never fails over to another group. */
export interface Choice {
  readonly group: TargetGroup | undefined;
  readonly target: Target | undefined;
  /** Too few targets are healthy, so all of them get requests ("fail open"). */
  readonly failsOpen: boolean;
  readonly setCookies: readonly string[];
}

/** What a choice depends on besides the rule: the request's cookies, emulated time, chance, and whose turn it is. */
export interface ChoiceContext {
  readonly cookieHeader: string | undefined;
  readonly nowMs: number;
  readonly random: () => number;
  /** Counts the requests of a group, for round robin. */
  readonly nextTurn: (group: TargetGroup) => number;
}

/** Chooses the target group by cookie, else by weight; then the target by cookie, else by turn. */
export function choose(action: ForwardAction, context: ChoiceContext): Choice {
  const group = chooseGroup(action, context);
  if (!group) return { group, target: undefined, failsOpen: false, setCookies: [] };
  const { targets, failsOpen } = routableTargets(group);
  const sticky = group.attributes.get('stickiness.enabled') === 'true';
  const target =
    (sticky ? pinnedTarget(targets, context) : undefined) ?? targets[context.nextTurn(group) % targets.length];
  const groupCookies =
    action.stickySeconds === undefined ? [] : pin(GROUP_COOKIE, group.arn, context.nowMs, action.stickySeconds);
  const targetCookies = sticky && target ? pinTarget(group, target, context.nowMs) : [];
  return { group, target, failsOpen, setCookies: [...groupCookies, ...targetCookies] };
}

function chooseGroup({ shares, stickySeconds }: ForwardAction, context: ChoiceContext): TargetGroup | undefined {
  if (stickySeconds !== undefined) {
    const arn = pinnedTo(context.cookieHeader, GROUP_COOKIE, context.nowMs);
    const pinned = shares.find(({ group }) => group.arn === arn);
    if (pinned) return pinned.group;
  }
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  let rest = context.random() * total;
  return shares.find(({ weight }) => {
    rest -= weight;
    return rest < 0;
  })?.group;
}

/**
 * The healthy targets; when they are fewer than the group's minimum, every target that the proxies know. One that has begun to
 * drain, or whose group went out of use, counts as healthy until the proxies have heard of it.
 */
export function routableTargets(group: TargetGroup): { targets: readonly Target[]; failsOpen: boolean } {
  const routed = [...group.targets.values()].filter((target) => target.routed);
  const healthy = routed.filter(({ health }) => health.state !== 'initial' && health.state !== 'unhealthy');
  const minimum = numberAttribute(
    group.attributes,
    'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count',
  );
  if (healthy.length >= minimum) return { targets: healthy, failsOpen: false };
  return { targets: routed, failsOpen: routed.length > 0 };
}

function pinnedTarget(targets: readonly Target[], { cookieHeader, nowMs }: ChoiceContext): Target | undefined {
  const key = pinnedTo(cookieHeader, TARGET_COOKIE, nowMs);
  return targets.find(({ address, port }) => targetKey(address, port) === key);
}

function pinTarget(group: TargetGroup, { address, port }: Target, nowMs: number): readonly string[] {
  const seconds = numberAttribute(group.attributes, 'stickiness.lb_cookie.duration_seconds');
  return pin(TARGET_COOKIE, targetKey(address, port), nowMs, seconds);
}
