import type { Clock } from '../clock.ts';
import type { Exchange, TrafficObserver } from './exchange.ts';
import { targetKey } from './target.ts';

/** One answered request. Group, target and image are missing when the load balancer answered without choosing a target. */
export interface RequestRecord {
  /** Emulated epoch milliseconds of the answer. */
  readonly at: number;
  readonly status: number;
  readonly targetGroupArn?: string;
  readonly target?: string;
  readonly image?: string;
}

/** The requests of one emulated minute that had the same group, image and status. */
export interface RequestCount {
  /** Emulated epoch milliseconds at which the minute began. */
  readonly minute: number;
  readonly targetGroupArn: string | undefined;
  readonly image: string | undefined;
  readonly status: number;
  readonly requests: number;
}

/** Counts requests by minute and tells each one to `onRequest`. AWS has no such log in real time: it is for the observer here. */
export interface RequestLog {
  readonly observer: Pick<TrafficObserver, 'answered' | 'refused'>;
  /** The last 24 emulated hours, oldest first. */
  counts(): readonly RequestCount[];
}

const MINUTE_MS = 60_000;
const KEPT_MINUTES = 24 * 60;

/** An empty log. `onRequest` runs inside the request's answer: keep it cheap. */
export function createRequestLog(clock: Clock, onRequest: (request: RequestRecord) => void): RequestLog {
  const minutes = new Map<number, Map<string, RequestCount>>();
  const note = (status: number, exchange: Exchange | undefined) => {
    const at = clock.now();
    const minute = at - (at % MINUTE_MS);
    addTo(minuteOf(minutes, minute), { minute, status, targetGroupArn: exchange?.group.arn, image: exchange?.image });
    onRequest({ at, status, ...(exchange ? describe(exchange) : {}) });
  };
  return {
    observer: {
      answered: (exchange, statusCode) => note(statusCode, exchange),
      refused: (_loadBalancer, statusCode, exchange) => note(statusCode, exchange),
    },
    counts: () => [...minutes.values()].flatMap((counts) => [...counts.values()]),
  };
}

function minuteOf(minutes: Map<number, Map<string, RequestCount>>, minute: number): Map<string, RequestCount> {
  const existing = minutes.get(minute);
  if (existing) return existing;
  const created = new Map<string, RequestCount>();
  minutes.set(minute, created);
  const [oldest] = minutes.keys();
  if (minutes.size > KEPT_MINUTES && oldest !== undefined) minutes.delete(oldest);
  return created;
}

function addTo(counts: Map<string, RequestCount>, request: Omit<RequestCount, 'requests'>): void {
  const key = `${request.status} ${request.targetGroupArn} ${request.image}`;
  counts.set(key, { ...request, requests: (counts.get(key)?.requests ?? 0) + 1 });
}

function describe({ group, target, image }: Exchange): Omit<RequestRecord, 'at' | 'status'> {
  const key = targetKey(target.address, target.port);
  return { targetGroupArn: group.arn, target: key, ...(image === undefined ? {} : { image }) };
}
