import { type LambdaPermission, LambdaPermissions } from './eventbridge/permissions.ts';
import type { Functions } from './ports.ts';

/** An alarm's action that did not happen, with the reason. */
export interface RefusedAction {
  readonly alarmArn: string;
  readonly actionArn: string;
  readonly reason: string;
}

/** What alarms do on a transition besides telling the event bus: invoke functions. */
export interface AlarmActions {
  /** Acts on behalf of an alarm; never throws, since the alarm itself does not care. */
  act(actionArn: string, payload: { readonly alarmArn: string }): void;
  allow(permission: LambdaPermission): void;
  /** Actions that were refused, oldest first. */
  refused(): readonly RefusedAction[];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
const PRINCIPAL = 'lambda.alarms.cloudwatch.amazonaws.com';

/** Invokes functions asynchronously as CloudWatch does, where a permission allows it; other kinds of action are refused. */
export function createAlarmActions(functions: Functions): AlarmActions {
  const permissions = new LambdaPermissions();
  const refused: RefusedAction[] = [];
  return {
    allow: (permission) => permissions.allow(permission),
    refused: () => refused,
    act(actionArn, payload) {
      const { alarmArn } = payload;
      const refuse = (reason: string) => void refused.push({ alarmArn, actionArn, reason });
      if (!actionArn.startsWith('arn:aws:lambda:')) return refuse('only actions that invoke a function are modelled');
      if (!permissions.allows(actionArn, alarmArn, PRINCIPAL)) return refuse(`no permission for ${PRINCIPAL}`);
      functions.invoke(actionArn, payload, 'event').catch((error: unknown) => refuse(String(error)));
    },
  };
}
