import type { Api } from './api/api.ts';
import type { Resource } from './api/resources.ts';
import { forbidden } from './api/status-error.ts';
import { withInjectedGates } from './controllers/readiness-gate.ts';
import { at, type JsonObject } from './objects/json.ts';

/** What admission plug-ins and the Load Balancer Controller's webhook do to a new object. */
export function admitted(api: Api, resource: Resource, namespace: string, object: JsonObject): JsonObject {
  if (resource.plural !== 'pods') return object;
  const account = String(at(object, 'spec', 'serviceAccountName') ?? 'default');
  if (api.get('serviceaccounts', { namespace, name: account }) === undefined) {
    const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;
    throw forbidden(resource, String(at(object, 'metadata', 'name') ?? ''), why);
  }
  return withInjectedGates(api, object, namespace);
}
