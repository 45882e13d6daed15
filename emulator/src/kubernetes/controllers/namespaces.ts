import { type Api, type Ref, refOf } from '../api/api.ts';
import { resources } from '../api/resources.ts';
import { isTerminating } from '../objects/meta.ts';
import { type ControllerOptions, controllerManager, type Running } from './controller.ts';
import { runController } from './run-controller.ts';

const namespaced = resources.filter((resource) => resource.namespaced);
const authorityConfigMap = 'kube-root-ca.crt';

/** Gives each namespace its default service account and authority, and empties it when it is deleted. */
export function runNamespaces(options: ControllerOptions, caPem: string): Running {
  return runController(options, {
    keysOf: ({ resource, object }) => {
      if (resource.plural === 'namespaces') return [refOf(object)];
      return object.metadata.namespace === undefined ? [] : [{ namespace: '', name: object.metadata.namespace }];
    },
    reconcile: (_options, ref) => {
      reconcile(options, ref, caPem);
      return undefined;
    },
  });
}

function reconcile({ api }: ControllerOptions, ref: Ref, caPem: string): void {
  const namespace = api.get('namespaces', ref);
  if (namespace === undefined) return;
  if (isTerminating(namespace)) clear(api, ref.name);
  else furnish(api, ref.name, caPem);
}

function clear(api: Api, namespace: string): void {
  const contents = namespaced.flatMap(({ plural }) =>
    api.list(plural, namespace).map((object) => ({ plural, object })),
  );
  for (const { plural, object } of contents) {
    if (!isTerminating(object)) api.remove(plural, refOf(object));
  }
  const empty = namespaced.every(({ plural }) => api.list(plural, namespace).length === 0);
  if (empty) api.finalize(namespace);
}

function furnish(api: Api, namespace: string, caPem: string): void {
  if (api.get('serviceaccounts', { namespace, name: 'default' }) === undefined) {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
    api.create('serviceaccounts', namespace, account, controllerManager);
  }
  if (api.get('configmaps', { namespace, name: authorityConfigMap }) !== undefined) return;
  const metadata = { name: authorityConfigMap };
  const data = { 'ca.crt': caPem };
  api.create('configmaps', namespace, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data }, controllerManager);
}
