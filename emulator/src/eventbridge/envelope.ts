import { uuidFrom } from '../identifiers.ts';
import type { Place, ServiceEvent } from '../ports.ts';

/** An event as targets see it. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
export interface EventEnvelope {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** Whole seconds, UTC: `2019-11-16T01:54:34Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** Wraps an event as the bus does. `time` in epoch milliseconds; the present emulated time when it is left out. */
export function envelopeOf(place: Place, event: ServiceEvent, time = place.clock.now()): EventEnvelope {
  return {
    version: '0',
    id: uuidFrom(place.random),
    'detail-type': event.detailType,
    source: event.source,
    account: place.accountId,
    time: isoSecondsOf(time),
    region: place.region,
    resources: event.resources ?? [],
    detail: event.detail,
  };
}

/** AWS writes event times without a fraction. */
export function isoSecondsOf(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}
