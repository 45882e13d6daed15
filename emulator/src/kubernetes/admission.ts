import type { Api } from './api/api.ts';
import type { Admission } from './api/machinery.ts';
import type { Resource } from './api/resources.ts';
import { forbidden } from './api/status-error.ts';
import { withInjectedGates } from './controllers/readiness-gate.ts';
import { checkBindingChange, checkNewBinding } from './controllers/target-group-binding-webhook.ts';
import { at, type JsonObject } from './objects/json.ts';

/** The service account plug-in and the webhooks of the AWS Load Balancer Controller. */
export function createAdmission(api: () => Api): Admission {
  return {
    create(resource, namespace, object) {
      if (resource.plural === 'targetgroupbindings') checkNewBinding(api(), object);
      if (resource.plural !== 'pods') return object;
      checkServiceAccount(api(), resource, namespace, object);
      return withInjectedGates(api(), object, namespace);
    },
    update(resource, live, next) {
      if (resource.plural === 'targetgroupbindings') checkBindingChange(live, next);
    },
  };
}

function checkServiceAccount(api: Api, resource: Resource, namespace: string, pod: JsonObject): void {
  const name = String(at(pod, 'spec', 'serviceAccountName') ?? 'default');
  if (api.get('serviceaccounts', { namespace, name }) !== undefined) return;
  const why = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`;
  throw forbidden(resource, String(at(pod, 'metadata', 'name') ?? ''), why);
}
