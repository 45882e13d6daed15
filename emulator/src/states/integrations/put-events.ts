import { uuidFrom } from '../../identifiers.ts';
import type { InProcessCalls } from '../../in-process-calls.ts';
import type { EventBus, Place, ServiceEvent } from '../../ports.ts';
import { StateFailure } from '../failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { callFailure, machineNameOf } from './call-failure.ts';
import type { Integration, TaskCaller } from './integration.ts';

const ENTRIES_LIMIT = 10;

/**
 * `events:putEvents` on the default bus; the ARNs of execution and machine are added to each entry's resources.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html
 */
export function putEvents(place: Place, events: EventBus, calls: InProcessCalls): Integration {
  return {
    async call(parameters, caller) {
      const accepted = entriesOf(parameters).map((entry) => eventOf(entry, caller));
      const input = { ...parameters };
      const call = { caller: machineNameOf(caller), service: 'events', operation: 'PutEvents', input };
      try {
        await calls.perform(call, () => {
          for (const event of accepted) events.publish(event);
        });
      } catch (error) {
        throw callFailure(error, 'EventBridge', 'EventBridge');
      }
      return { Entries: accepted.map(() => ({ EventId: uuidFrom(place.random) })), FailedEntryCount: 0 };
    },
  };
}

function entriesOf({ Entries: entries }: JsonObject): readonly Json[] {
  if (Array.isArray(entries) && entries.length > 0 && entries.length <= ENTRIES_LIMIT) return entries;
  throw new StateFailure('EventBridge.ValidationException', `Entries must be an array of 1 to ${ENTRIES_LIMIT}`);
}

function eventOf(entry: Json, caller: TaskCaller): ServiceEvent {
  if (!isJsonObject(entry)) throw failedEntry('an entry is not an object');
  const { Source: source, DetailType: detailType, Detail: detail, EventBusName: bus = 'default', Resources } = entry;
  if (typeof source !== 'string' || typeof detailType !== 'string' || detail === undefined) {
    throw failedEntry('an entry needs Source, DetailType and Detail');
  }
  if (source.startsWith('aws.')) throw failedEntry(`NotAuthorizedForSourceException: '${source}' is reserved`);
  if (bus !== 'default') throw failedEntry(`the emulator has the default event bus only, not '${String(bus)}'`);
  const resources = Array.isArray(Resources) ? Resources.map(String) : [];
  return {
    source,
    detailType,
    detail: typeof detail === 'string' ? parseDetail(detail) : detail,
    resources: [...resources, caller.executionArn, caller.stateMachineArn],
  };
}

function parseDetail(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw failedEntry('MalformedDetail: Detail is no JSON');
  }
}

function failedEntry(reason: string): StateFailure {
  return new StateFailure('EventBridge.FailedEntry', reason);
}
