import type { Clock } from '../../clock.ts';
import { type Api, refOf } from '../api/api.ts';
import { StatusError } from '../api/status-error.ts';
import type { Event } from '../objects/core.ts';
import { type KubeObject, timestamp } from '../objects/meta.ts';

/** What happened to an object, as `kubectl describe` shows it. */
export interface Happening {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** Writes Events in the name of a component. */
export interface EventRecorder {
  record(component: string, about: KubeObject, happening: Happening): void;
}

/** How long the API server keeps an Event. */
const keptMs = 3_600_000;

/** Records Events in the object's namespace; the same happening again raises the count of the Event that is there. */
export function createEventRecorder(api: Api, clock: Clock): EventRecorder {
  let serial = 0;
  const repeat = (event: Event, now: string) => {
    api.modify('events', refOf(event), (live) => ({ ...live, count: live.count + 1, lastTimestamp: now }), {
      manager: event.source.component,
    });
  };
  return {
    record(component, about, { type, reason, message }) {
      const { namespace = 'default', name, uid } = about.metadata;
      const now = timestamp(clock.now());
      const known = api.list('events', namespace);
      const expired = known.filter(({ lastTimestamp }) => Date.parse(lastTimestamp) < clock.now() - keptMs);
      for (const event of expired) api.remove('events', refOf(event));
      const same = known
        .filter((one) => !expired.includes(one))
        .find((one) => one.involvedObject.uid === uid && one.reason === reason && one.message === message);
      if (same !== undefined) return repeat(same, now);
      serial += 1;
      const involvedObject = { apiVersion: about.apiVersion, kind: about.kind, namespace, name, uid };
      const event = {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: `${name}.${(clock.now() * 4096 + serial).toString(16)}` },
        involvedObject,
        type,
        reason,
        message,
        source: { component },
        count: 1,
        firstTimestamp: now,
        lastTimestamp: now,
      };
      quietly(() => api.create('events', namespace, event, component));
    },
  };
}

/** Nobody waits for an Event: where its namespace is going or gone, it is not written. */
function quietly(write: () => unknown): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
  }
}
