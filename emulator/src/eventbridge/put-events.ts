import type {
  PutEventsRequest,
  PutEventsRequestEntry,
  PutEventsResponse,
  PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { ServiceError } from '../service.ts';

/** Ten entries a request, and less than 256 KB together. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
const entryLimit = 10;
const sizeLimitBytes = 256 * 1_024;

/** An entry that passed, as the bus takes it. */
export interface AcceptedEntry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly resources: readonly string[];
  readonly time?: Date | undefined;
  readonly eventBusName?: string | undefined;
}

/**
 * Puts each entry by itself: a bad one fails alone, and the call still answers 200 with FailedEntryCount. `accept` answers the event's id.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function putEvents(request: PutEventsRequest, accept: (entry: AcceptedEntry) => string): PutEventsResponse {
  const entries = request.Entries ?? [];
  if (entries.length < 1 || entries.length > entryLimit) {
    throw new ServiceError('ValidationException', `Value at 'entries' must have length between 1 and ${entryLimit}.`);
  }
  const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (size >= sizeLimitBytes) {
    throw new ServiceError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  const results = entries.map((entry) => resultOf(entry, accept));
  return { FailedEntryCount: results.filter((result) => result.ErrorCode).length, Entries: results };
}

function resultOf(entry: PutEventsRequestEntry, accept: (entry: AcceptedEntry) => string): PutEventsResultEntry {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[name])
      return failed('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
  }
  const source = entry.Source ?? '';
  if (source.startsWith('aws.')) return failed('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const detail = jsonObjectOf(entry.Detail ?? '');
  if (!detail) return failed('MalformedDetail', 'Detail is malformed.');
  return {
    EventId: accept({
      source,
      detailType: entry.DetailType ?? '',
      detail,
      resources: entry.Resources ?? [],
      time: entry.Time,
      eventBusName: entry.EventBusName,
    }),
  };
}

function failed(code: string, message: string): PutEventsResultEntry {
  return { ErrorCode: code, ErrorMessage: message };
}

/** The size AWS counts: 14 bytes for a time, and the UTF-8 of source, detail type, detail and resources. */
function sizeOf(entry: PutEventsRequestEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
  return bytes + (entry.Time ? 14 : 0);
}

function jsonObjectOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
