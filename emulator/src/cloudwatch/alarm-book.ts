import type { EventBus, Place } from '../ports.ts';
import type { Alarm, AlarmState, CompositeCondition, MetricCondition } from './alarm.ts';
import { type AlarmActionPayload, actionPayload, stateChangeEvent } from './alarm-events.ts';
import { childrenOf } from './alarm-rule.ts';
import { type AlarmNotification, notificationOf } from './notification.ts';

/**
 * Called once for each action of the state an alarm changed to; not when its actions are disabled. A function gets the
 * payload, a topic the notification.
 */
export type OnAlarmAction = (actionArn: string, payload: AlarmActionPayload, notification: AlarmNotification) => void;

/** A metric or composite alarm with the condition of its kind. */
export type CompositeAlarm = Alarm & { readonly condition: CompositeCondition };
export type MetricAlarm = Alarm & { readonly condition: MetricCondition };

/** All alarms by name, and the one way for them to change state. */
export interface AlarmBook {
  readonly alarms: ReadonlyMap<string, Alarm>;
  add(alarm: Alarm): void;
  remove(alarm: Alarm): void;
  /** The composite alarms whose rule names the alarm. */
  parentsOf(name: string): readonly CompositeAlarm[];
  /** Events and actions happen on a transition only; the same state again changes nothing. */
  transition(alarm: Alarm, to: AlarmState, reason: string, reasonData: string | undefined): void;
}

/** What hears of transitions besides the event bus. */
export interface AlarmListeners {
  readonly events: EventBus;
  readonly onAction: OnAlarmAction;
  readonly onTransition: (alarm: Alarm) => void;
}

/** An empty book. */
export function createAlarmBook(place: Place, { events, onAction, onTransition }: AlarmListeners): AlarmBook {
  const alarms = new Map<string, Alarm>();
  return {
    alarms,
    add: (alarm) => void alarms.set(alarm.settings.name, alarm),
    remove(alarm) {
      alarm.cancel();
      alarms.delete(alarm.settings.name);
    },
    parentsOf: (name) =>
      [...alarms.values()].filter(isComposite).filter(({ condition }) => childrenOf(condition.rule).includes(name)),
    transition(alarm, to, reason, reasonData) {
      const previous = alarm.state;
      if (previous.value === to) return;
      const at = place.clock.now();
      alarm.state = { value: to, reason, at, ...(reasonData === undefined ? {} : { reasonData }) };
      events.publish(stateChangeEvent(alarm, previous));
      const { actionsEnabled, actions } = alarm.settings;
      const payload = actionPayload(place, alarm, previous);
      const notification = notificationOf(place, alarm, previous);
      if (actionsEnabled) for (const action of actions[to]) onAction(action, payload, notification);
      onTransition(alarm);
    },
  };
}

/** Tells the kinds apart, for the type checker too. */
export function isComposite(alarm: Alarm): alarm is CompositeAlarm {
  return alarm.condition.kind === 'composite';
}
export function isMetric(alarm: Alarm): alarm is MetricAlarm {
  return alarm.condition.kind === 'metric';
}
