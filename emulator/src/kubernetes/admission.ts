import type { Api } from './api/api.ts';
import type { Admission } from './api/machinery.ts';
import type { Resource } from './api/resources.ts';
import { forbidden, qualified, StatusError } from './api/status-error.ts';
import { withInjectedGates } from './controllers/readiness-gate.ts';
import { checkBindingChange, checkNewBinding } from './controllers/target-group-binding-webhook.ts';
import { at, type JsonObject } from './objects/json.ts';
import type { ResourceName } from './objects/kinds.ts';

/** The service account plug-in and the webhooks of the AWS Load Balancer Controller. */
export function createAdmission(api: () => Api): Admission {
  return {
    create(resource, namespace, object) {
      if (withoutEffect.has(resource.plural)) throw notEmulated(resource);
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

/** Kinds that can be looked for, and of which there are none: nothing here would start their jobs or keep their limits. */
const withoutEffect: ReadonlySet<ResourceName> = new Set(['cronjobs', 'resourcequotas']);

function notEmulated(resource: Resource): StatusError {
  return new StatusError(501, 'NotImplemented', `the emulator does not implement ${qualified(resource)}`);
}

function checkServiceAccount(api: Api, resource: Resource, namespace: string, pod: JsonObject): void {
  const name = String(at(pod, 'spec', 'serviceAccountName') ?? 'default');
  if (api.get('serviceaccounts', { namespace, name }) !== undefined) return;
  const why = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`;
  throw forbidden(resource, String(at(pod, 'metadata', 'name') ?? ''), why);
}
