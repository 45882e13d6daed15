import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { equal } from '../objects/json.ts';
import type { ActionSpec, ForwardTarget } from './stack.ts';

/** The action as the API takes it; target groups of the stack must have their ARN by now. */
export function wireAction(spec: ActionSpec, arns: ReadonlyMap<string, string>): Action {
  if (spec.kind === 'answer') return spec.action;
  const { targets, stickySeconds } = spec;
  const TargetGroups = targets.map((target) => ({ TargetGroupArn: arnOf(target, arns), Weight: target.weight }));
  const stickiness =
    stickySeconds === undefined ? { Enabled: false } : { Enabled: true, DurationSeconds: stickySeconds };
  return { Type: 'forward', ForwardConfig: { TargetGroups, TargetGroupStickinessConfig: stickiness } };
}

function arnOf({ group }: ForwardTarget, arns: ReadonlyMap<string, string>): string {
  return 'arn' in group ? group.arn : (arns.get(group.resourceId) ?? '');
}

/** Whether an action that the API shows is the wanted one; the order of target groups does not count. */
export function isSameAction(shown: Action | undefined, wanted: Action): boolean {
  return shown !== undefined && equal(comparable(shown), comparable(wanted));
}

const redirectDefaults = {
  Protocol: '#{protocol}',
  Port: '#{port}',
  Host: '#{host}',
  Path: '/#{path}',
  Query: '#{query}',
};

function comparable({ Type, ForwardConfig, FixedResponseConfig, RedirectConfig }: Action): unknown {
  if (Type === 'fixed-response') return FixedResponseConfig;
  if (Type === 'redirect') return { ...redirectDefaults, ...RedirectConfig };
  const { TargetGroups = [], TargetGroupStickinessConfig: sticky } = ForwardConfig ?? {};
  const weights = TargetGroups.map(({ TargetGroupArn = '', Weight = 1 }) => `${TargetGroupArn}=${Weight}`).sort();
  return { weights, stickySeconds: sticky?.Enabled ? sticky.DurationSeconds : undefined };
}
