import type { Clock } from './clock.ts';
import type { AlarmActionPayload } from './cloudwatch/alarm-events.ts';
import type { AlarmNotification } from './cloudwatch/notification.ts';
import { type LambdaPermission, LambdaPermissions } from './eventbridge/permissions.ts';
import type { InProcessCalls } from './in-process-calls.ts';
import { createOpenTimers } from './open-timers.ts';
import type { Functions } from './ports.ts';
import { ServiceError } from './service.ts';
import { ConnectionLost } from './wire/wire-error.ts';

/** An alarm's action that did not happen, with the reason. */
export interface RefusedAction {
  readonly alarmArn: string;
  readonly actionArn: string;
  readonly reason: string;
}

/** What alarms do on a transition besides telling the event bus: invoke functions and notify topics. */
export interface AlarmActions {
  /** Acts on behalf of an alarm; never throws, since the alarm itself does not care. */
  act(actionArn: string, payload: AlarmActionPayload, notification: AlarmNotification): void;
  allow(permission: LambdaPermission): void;
  /** Actions that were refused, oldest first. */
  refused(): readonly RefusedAction[];
  close(): void;
}

/** What stands behind the ARNs of actions. */
export interface AlarmActionParts {
  readonly clock: Clock;
  readonly functions: Functions;
  readonly topics: { notify(topicArn: string, notification: AlarmNotification): void };
  readonly calls: InProcessCalls;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
const PRINCIPAL = 'lambda.alarms.cloudwatch.amazonaws.com';
/** CloudWatch retries "until the invocation is successful"; how often, AWS does not say. */
const RETRY_DELAY_MS = { first: 1000, most: 60_000 };

/**
 * Invokes functions asynchronously as CloudWatch does, where a permission allows it, and publishes to topics. Both are tried
 * until they succeed, unless function, topic or permission is missing. Other kinds of action are refused.
 */
export function createAlarmActions({ clock, functions, topics, calls }: AlarmActionParts): AlarmActions {
  const permissions = new LambdaPermissions();
  const refused: RefusedAction[] = [];
  const timers = createOpenTimers(clock);

  const persist = async (attempt: () => Promise<unknown>, refuse: (reason: string) => void, retries = 0) => {
    try {
      await attempt();
    } catch (error) {
      if (!mayPass(error)) return refuse(String(error));
      const delayMs = Math.min(RETRY_DELAY_MS.most, RETRY_DELAY_MS.first * 2 ** retries);
      timers.after(delayMs, () => void persist(attempt, refuse, retries + 1));
    }
  };

  return {
    allow: (permission) => permissions.allow(permission),
    refused: () => refused,
    close: () => timers.close(),
    act(actionArn, payload, notification) {
      const { alarmArn } = payload;
      const caller = alarmArn.split(':alarm:')[1] ?? alarmArn;
      const refuse = (reason: string) => void refused.push({ alarmArn, actionArn, reason });
      if (actionArn.startsWith('arn:aws:sns:')) {
        const input = { TopicArn: actionArn, Subject: notification.subject, Message: notification.message };
        const call = { caller, service: 'sns', operation: 'Publish', input };
        return void persist(() => calls.perform(call, () => topics.notify(actionArn, notification)), refuse);
      }
      if (!actionArn.startsWith('arn:aws:lambda:')) {
        return refuse('only actions that invoke a function or notify a topic are modelled');
      }
      if (!permissions.allows(actionArn, alarmArn, PRINCIPAL)) return refuse(`no permission for ${PRINCIPAL}`);
      void persist(() => functions.invoke(actionArn, payload, 'event', caller), refuse);
    },
  };
}

function mayPass(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  return error instanceof ServiceError && !/NotFound|AccessDenied/.test(error.name);
}
