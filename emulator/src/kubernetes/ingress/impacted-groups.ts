import type { Api } from '../api/api.ts';
import type { StoreEvent } from '../api/history.ts';
import type { Ingress } from '../objects/ingress.ts';
import { equal } from '../objects/json.ts';
import type { ResourceName } from '../objects/kinds.ts';
import type { KubeObject } from '../objects/meta.ts';
import { isTerminating } from '../objects/meta.ts';
import { annotationPrefix } from './annotations.ts';
import { groupIdOf, heldBy } from './group.ts';

const watched: ReadonlySet<ResourceName> = new Set(['ingresses', 'services', 'ingressclasses']);

/**
 * The groups that the controller looks at after a change: annotations, spec and deletion of Ingresses and of the Services they
 * name count, nothing else; pods, weights in AWS and status do not. Follows controllers/ingress/eventhandlers.
 */
export function impactedGroups(api: Api, event: StoreEvent): readonly string[] {
  const { resource, object } = event;
  if (!watched.has(resource.plural) || !matters(event)) return [];
  switch (resource.plural) {
    case 'ingresses':
      return event.type === 'DELETED' ? [] : groupsOf(api, object as Ingress);
    case 'services':
      return namingIngresses(api, object).flatMap((ingress) => groupsOf(api, ingress));
    case 'ingressclasses':
      return api
        .list('ingresses')
        .filter(({ spec }) => spec.ingressClassName === object.metadata.name)
        .flatMap((ingress) => groupsOf(api, ingress));
    default:
      return [];
  }
}

function matters({ type, object, previous }: StoreEvent): boolean {
  if (type !== 'MODIFIED' || previous === undefined) return true;
  const same =
    equal(object.metadata.annotations, previous.metadata.annotations) &&
    equal(object['spec'], previous['spec']) &&
    isTerminating(object) === isTerminating(previous);
  return !same;
}

function groupsOf(api: Api, ingress: Ingress): readonly string[] {
  const current = groupIdOf(api, ingress);
  return [...new Set([...heldBy(ingress), ...(current === undefined ? [] : [current])])];
}

function namingIngresses(api: Api, { metadata }: KubeObject): readonly Ingress[] {
  return api.list('ingresses', metadata.namespace).filter((ingress) => names(ingress, metadata.name));
}

/** By its name as a backend, or as a `serviceName` of an action. */
function names({ metadata, spec }: Ingress, service: string): boolean {
  const paths = (spec.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
  const backends = [...paths.map(({ backend }) => backend), ...(spec.defaultBackend ? [spec.defaultBackend] : [])];
  if (backends.some((backend) => backend.service?.name === service)) return true;
  const actions = Object.entries(metadata.annotations ?? {}).filter(([key]) =>
    key.startsWith(`${annotationPrefix}actions.`),
  );
  return actions.some(([, text]) => text.includes(JSON.stringify(service)));
}
