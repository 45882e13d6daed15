import type { ResourceName } from '../objects/kinds.ts';
import type { KubeObject } from '../objects/meta.ts';
import type { Resource } from './resources.ts';
import { expired } from './status-error.ts';

/** One change of one object; `version` is the resourceVersion that the change made. */
export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: Resource;
  readonly object: KubeObject;
  /** The object before the change. */
  readonly previous: KubeObject | undefined;
  readonly version: number;
}

/** The changes of a cluster, numbered without gaps; the oldest are forgotten. */
export interface History {
  /** The resourceVersion of the last change. */
  version(): number;
  add(event: Omit<StoreEvent, 'version'>): StoreEvent;
  /** The changes of a resource after the version; 410 Expired when they are forgotten. */
  since(plural: ResourceName, version: number): readonly StoreEvent[];
}

const remembered = 5_000;

/** An empty history. */
export function createHistory(): History {
  let events: StoreEvent[] = [];
  let last = 0;
  let forgotten = 0;
  return {
    version: () => last,
    add(event) {
      last += 1;
      const recorded = { ...event, version: last };
      events.push(recorded);
      if (events.length > 2 * remembered) {
        forgotten = last - remembered;
        events = events.slice(-remembered);
      }
      return recorded;
    },
    since(plural, version) {
      if (version < forgotten) throw expired(`too old resource version: ${version} (${forgotten + 1})`);
      return events.filter((event) => event.version > version && event.resource.plural === plural);
    },
  };
}
