import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { compileConditions, type RequestFacts } from './conditions.ts';
import type { Listener, Model, TargetGroup } from './model.ts';
import { redirectTo } from './redirect.ts';

/** A rule as a proxy goes by it: compiled, and unchanged until a newer configuration has propagated. */
export interface LiveRule {
  readonly matches: (facts: RequestFacts) => boolean;
  readonly action: LiveAction;
}
export type LiveAction = ForwardAction | FixedAnswer;

/** `stickySeconds` is set while the rule's group stickiness is on. */
export interface ForwardAction {
  readonly kind: 'forward';
  readonly shares: readonly WeightedGroup[];
  readonly stickySeconds: number | undefined;
}
export interface WeightedGroup {
  readonly group: TargetGroup;
  readonly weight: number;
}
export interface FixedAnswer {
  readonly kind: 'answer';
  readonly statusCode: number;
  readonly contentType: string;
  readonly body: string;
  /** Where a redirect sends the client. */
  readonly location?: (facts: RequestFacts) => string;
}

/** The rules of a listener, in order of priority, as its proxy will go by them. */
export function compileRules(model: Model, { rules, port }: Listener): readonly LiveRule[] {
  return rules.map((rule) => ({
    matches: compileConditions(rule.conditions),
    action: compileAction(model, rule.action, port),
  }));
}

function compileAction(model: Model, action: Action, port: number): LiveAction {
  const { FixedResponseConfig: fixed, ForwardConfig: forward, RedirectConfig: redirect } = action;
  if (redirect) {
    const statusCode = Number((redirect.StatusCode ?? '').replace('HTTP_', ''));
    return { kind: 'answer', statusCode, contentType: 'text/html', body: '', location: redirectTo(redirect, port) };
  }
  if (fixed) {
    const contentType = fixed.ContentType ?? 'text/plain';
    return { kind: 'answer', statusCode: Number(fixed.StatusCode), contentType, body: fixed.MessageBody ?? '' };
  }
  const shares = (forward?.TargetGroups ?? []).flatMap(({ TargetGroupArn = '', Weight = 1 }) => {
    const group = model.targetGroups.get(TargetGroupArn);
    return group ? [{ group, weight: Weight }] : [];
  });
  const stickiness = forward?.TargetGroupStickinessConfig;
  return { kind: 'forward', shares, stickySeconds: stickiness?.Enabled ? stickiness.DurationSeconds : undefined };
}
