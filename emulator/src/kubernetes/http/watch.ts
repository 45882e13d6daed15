import type { ServerResponse } from 'node:http';
import type { Clock } from '../../clock.ts';
import type { StoreEvent } from '../api/history.ts';
import { type Selection, selects } from '../api/listing.ts';
import { groupVersionOf } from '../api/resources.ts';
import { StatusError } from '../api/status-error.ts';
import type { Store } from '../api/store.ts';
import type { Json, JsonObject } from '../objects/json.ts';
import type { KubeObject } from '../objects/meta.ts';

/** How a watch begins and ends, from its query. */
export interface WatchOptions {
  /** The version after which changes are wanted; absent or `0`: first what is there, as additions. */
  readonly resourceVersion: string | undefined;
  readonly timeoutSeconds: number | undefined;
  /** Begin with what is there and mark its end by a bookmark, as streaming lists want. */
  readonly sendInitialEvents: boolean;
}

/** Streams the changes of a selection as JSON lines until the client leaves, the time is out or the server closes. */
export function watch(
  store: Store,
  clock: Clock,
  selection: Selection,
  options: WatchOptions,
  show: (object: JsonObject) => Json,
): (response: ServerResponse) => void {
  const belongs = selects(selection);
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
    response.flushHeaders();
    const write = (type: string, object: JsonObject) => {
      const shown = type === 'ERROR' || type === 'BOOKMARK' ? object : show(object);
      response.write(`${JSON.stringify({ type, object: shown })}\n`);
    };
    const forward = (event: StoreEvent) => {
      const seen = seenBy(selection, belongs, event);
      if (seen !== undefined) write(seen, event.object);
    };
    try {
      begin(store, selection, belongs, options, write).forEach(forward);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      write('ERROR', error.toStatus());
      return void response.end();
    }
    const unsubscribe = store.subscribe(forward);
    const { timeoutSeconds } = options;
    const cancel = timeoutSeconds === undefined ? undefined : clock.after(timeoutSeconds * 1000, () => response.end());
    response.once('close', () => {
      unsubscribe();
      cancel?.();
    });
  };
}

function begin(
  store: Store,
  selection: Selection,
  belongs: (object: KubeObject) => boolean,
  { resourceVersion = '', sendInitialEvents }: WatchOptions,
  write: (type: string, object: JsonObject) => void,
): readonly StoreEvent[] {
  const { resource, namespace } = selection;
  const fromNow = resourceVersion === '' || resourceVersion === '0' || sendInitialEvents;
  if (!fromNow) return store.since(resource.plural, Number(resourceVersion));
  for (const object of store.list(resource.plural, namespace).filter(belongs)) write('ADDED', object);
  if (sendInitialEvents) {
    const annotations = { 'k8s.io/initial-events-end': 'true' };
    const metadata = { resourceVersion: String(store.version()), annotations };
    write('BOOKMARK', { kind: resource.kind, apiVersion: groupVersionOf(resource), metadata });
  }
  return [];
}

/** An object that begins or ceases to match is an addition or deletion to this watch. */
function seenBy(
  { resource }: Selection,
  belongs: (object: KubeObject) => boolean,
  { type, resource: changed, object, previous }: StoreEvent,
): string | undefined {
  if (changed !== resource) return undefined;
  const was = previous !== undefined && belongs(previous);
  if (type === 'DELETED') return was ? 'DELETED' : undefined;
  if (belongs(object)) return was ? 'MODIFIED' : 'ADDED';
  return was ? 'DELETED' : undefined;
}
