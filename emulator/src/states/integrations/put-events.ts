import { uuidFrom } from '../../identifiers.ts';
import type { EventBus, Place, ServiceEvent } from '../../ports.ts';
import { StateFailure } from '../failure.ts';
import { isJsonObject, type Json } from '../json.ts';
import type { Integration, TaskCaller } from './integration.ts';

const ENTRIES_LIMIT = 10;

/**
 * `events:putEvents` on the default bus; the ARNs of execution and machine are added to each entry's resources.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html
 */
export function putEvents(place: Place, events: EventBus): Integration {
  return {
    async call(parameters, caller) {
      const entries = parameters['Entries'];
      if (!Array.isArray(entries) || entries.length === 0 || entries.length > ENTRIES_LIMIT) {
        throw new StateFailure('EventBridge.ValidationException', `Entries must be an array of 1 to ${ENTRIES_LIMIT}`);
      }
      const accepted = entries.map((entry: Json) => eventOf(entry, caller));
      for (const event of accepted) events.publish(event);
      return { Entries: accepted.map(() => ({ EventId: uuidFrom(place.random) })), FailedEntryCount: 0 };
    },
  };
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
