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
  const start = continueToken === undefined ? 0 : offsetIn(continueToken);
  const items = limit === undefined || limit <= 0 ? all.slice(start) : all.slice(start, start + limit);
  const left = all.length - start - items.length;
  const more = left > 0 ? { continue: tokenFor(start + items.length), remainingItemCount: left } : {};
  return {
    kind: `${resource.kind}List`,
    apiVersion: groupVersionOf(resource),
    metadata: { resourceVersion: String(store.version()), ...more },
    items: resource.custom
      ? items
      : items.map(({ kind: _kind, apiVersion: _apiVersion, ...rest }) => rest as JsonObject),
  };
}

function tokenFor(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString('base64url');
}

function offsetIn(token: string): number {
  try {
    return Number(JSON.parse(Buffer.from(token, 'base64url').toString()).offset);
  } catch {
    throw badRequest('continue key is not valid');
  }
}
