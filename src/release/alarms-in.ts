import * as z from 'zod/mini';
import { type AlarmEvent, type AlarmFired, AlarmMessage, type Notification } from '../contracts/events.ts';
import { toInstant } from '../domain/instants.ts';

/** An alarm that fires, as the cause of an abort. `firedAt` is ISO 8601. */
export interface Firing {
  readonly because: string;
  readonly alarm: { readonly name: string; readonly firedAt: string };
}

/** What an event tells: the alarms that fire, and a sentence for each part that is none. */
export interface Heard {
  readonly firings: readonly Firing[];
  readonly ignored: readonly string[];
}

interface AlarmChange {
  readonly name: string;
  readonly state: string;
  readonly reason: string | null | undefined;
  readonly at: string;
}

const heardOf = ({ name, state, reason, at }: AlarmChange): Heard => {
  if (state !== 'ALARM') return { firings: [], ignored: [`alarm ${name} is ${state}`] };
  const because = `alarm ${name} fired${reason ? `: ${reason}` : ''}`;
  return { firings: [{ because, alarm: { name, firedAt: toInstant(at) } }], ignored: [] };
};

const heardInMessage = ({ MessageId, Message }: Notification['Records'][number]['Sns']): Heard => {
  const message = z.safeParse(AlarmMessage, jsonOf(Message));
  if (!message.success) return { firings: [], ignored: [`SNS message ${MessageId} is not about an alarm`] };
  const { AlarmName, NewStateValue, NewStateReason, StateChangeTime } = message.data;
  return heardOf({ name: AlarmName, state: NewStateValue, reason: NewStateReason, at: StateChangeTime });
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const heardInState = ({ alarmName: name, state: { value, reason, timestamp } }: AlarmFired['detail']): Heard =>
  heardOf({ name, state: value, reason, at: timestamp });

/** Three envelopes, one meaning. Only an alarm that fires is the cause of anything. */
export const alarmsIn = (event: AlarmEvent): Heard => {
  if ('detail' in event) return heardInState(event.detail);
  if ('alarmData' in event) return heardInState(event.alarmData);
  const all = event.Records.map(({ Sns }) => heardInMessage(Sns));
  return { firings: all.flatMap(({ firings }) => firings), ignored: all.flatMap(({ ignored }) => ignored) };
};
