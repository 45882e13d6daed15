import type { JsonObject } from '../objects/json.ts';
import type { KubeObject } from '../objects/meta.ts';
import { fieldSelector } from './field-selector.ts';
import { matchesSelector, parseLabelSelector } from './label-selector.ts';
import { groupVersionOf, type Resource } from './resources.ts';
import { badRequest } from './status-error.ts';
import type { Store } from './store.ts';

/** Which objects of a resource a list or watch asks for; no namespace means all of them. */
export interface Selection {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** Whether an object belongs to the selection. */
export function selects(selection: Selection): (object: KubeObject) => boolean {
  const labels = parseLabelSelector(selection.labelSelector ?? '');
  const fields = fieldSelector(selection.resource.plural, selection.fieldSelector ?? '');
  return (object) =>
    (selection.namespace === undefined || object.metadata.namespace === selection.namespace) &&
    matchesSelector(labels, object.metadata.labels) &&
    fields(object);
}

interface Page {
  readonly limit?: number;
  /** What the page before said under `metadata.continue`. */
  readonly continueToken?: string;
}

/** The list object; with a limit it says how to go on and how many objects are left. */
export function listed(store: Store, selection: Selection, { limit, continueToken }: Page): JsonObject {
  const { resource } = selection;
  const all = store.list(resource.plural, selection.namespace).filter(selects(selection));
  const after = continueToken === undefined ? '' : keyIn(continueToken);
  const rest = all.filter((object) => keyOf(object) > after);
  const items = limit === undefined || limit <= 0 ? rest : rest.slice(0, limit);
  const [last, left] = [items.at(-1), rest.length - items.length];
  const more = last !== undefined && left > 0 ? { continue: tokenFor(keyOf(last)), remainingItemCount: left } : {};
  return {
    kind: `${resource.kind}List`,
    apiVersion: groupVersionOf(resource),
    metadata: { resourceVersion: String(store.version()), ...more },
    items: resource.custom
      ? items
      : items.map(({ kind: _kind, apiVersion: _apiVersion, ...rest }) => rest as JsonObject),
  };
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function tokenFor(key: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', start: key })).toString('base64url');
}

function keyIn(token: string): string {
  try {
    return String(JSON.parse(Buffer.from(token, 'base64url').toString()).start);
  } catch (cause) {
    throw badRequest(`continue key is not valid: ${cause instanceof Error ? cause.message : cause}`);
  }
}
