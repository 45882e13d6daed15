import type { Answer, CallOptions, ContractServer } from './contract-server.ts';

const applyType = 'application/apply-patch+yaml';
let serial = 0;

/** A name that no other test uses, on a real server neither. */
export function unique(prefix: string): string {
  serial += 1;
  return `${prefix}-${process.pid}-${Date.now().toString(36)}-${serial}`;
}

/** A namespace of the API, with the calls that tests make there. */
export interface Namespace {
  readonly name: string;
  path(plural: string, name?: string): string;
  apply(plural: string, object: ApiObject, manager: string, query?: Readonly<Record<string, string>>): Promise<Answer>;
  create(plural: string, object: ApiObject): Promise<Answer>;
  get(plural: string, name: string): Promise<Answer>;
  patch(plural: string, name: string, type: PatchType, patch: unknown, query?: CallOptions['query']): Promise<Answer>;
}

export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}
export type PatchType = 'merge' | 'strategic-merge' | 'json';

const roots: Readonly<Record<string, string>> = {
  deployments: '/apis/apps/v1',
  horizontalpodautoscalers: '/apis/autoscaling/v2',
  ingresses: '/apis/networking.k8s.io/v1',
  jobs: '/apis/batch/v1',
  targetgroupbindings: '/apis/elbv2.k8s.aws/v1beta1',
};
const patchTypes: Readonly<Record<PatchType, string>> = {
  merge: 'application/merge-patch+json',
  'strategic-merge': 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
};

/** Makes a namespace and waits for the service account that pods need. */
export async function newNamespace(server: ContractServer): Promise<Namespace> {
  const name = unique('contract');
  const made = await server.call('POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  });
  if (made.status !== 201) throw new Error(`No namespace: ${JSON.stringify(made.body)}`);
  const path = (plural: string, object?: string) =>
    `${roots[plural] ?? '/api/v1'}/namespaces/${name}/${plural}${object === undefined ? '' : `/${object}`}`;
  while ((await server.call('GET', path('serviceaccounts', 'default'))).status !== 200);
  return {
    name,
    path,
    apply: (plural, object, fieldManager, query = {}) =>
      server.call('PATCH', path(plural, object.metadata.name), object, {
        type: applyType,
        query: { fieldManager, ...query },
      }),
    create: (plural, object) => server.call('POST', path(plural), object),
    get: (plural, object) => server.call('GET', path(plural, object)),
    patch: (plural, object, type, patch, query = {}) =>
      server.call('PATCH', path(plural, object), patch, { type: patchTypes[type], query }),
  };
}

/** A ConfigMap to create or apply. */
export function configMap(name: string, data: Record<string, string>, metadata: object = {}): ApiObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data };
}

/** A Deployment without pods to create or apply. */
export function deployment(name: string, spec: object = {}, container: object = {}): ApiObject {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1', ...container }] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas: 0, selector: { matchLabels: labels }, template, ...spec },
  };
}

/** Makes the TargetGroupBinding resource known to a server that has no Load Balancer Controller. */
export async function ensureTargetGroupBindings(server: ContractServer): Promise<void> {
  if ((await server.call('GET', '/apis/elbv2.k8s.aws/v1beta1')).status === 200) return;
  const text = { type: 'string' };
  const port = { 'x-kubernetes-int-or-string': true };
  const serviceRef = { type: 'object', required: ['name', 'port'], properties: { name: text, port } };
  const spec = {
    type: 'object',
    required: ['serviceRef'],
    properties: { targetGroupARN: text, targetType: text, serviceRef },
  };
  const status = { type: 'object', properties: { observedGeneration: { type: 'integer', format: 'int64' } } };
  await server.call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'targetgroupbindings.elbv2.k8s.aws' },
    spec: {
      group: 'elbv2.k8s.aws',
      scope: 'Namespaced',
      names: { plural: 'targetgroupbindings', singular: 'targetgroupbinding', kind: 'TargetGroupBinding' },
      versions: [
        {
          name: 'v1beta1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: { type: 'object', properties: { spec, status } } },
        },
      ],
    },
  });
  while ((await server.call('GET', '/apis/elbv2.k8s.aws/v1beta1/targetgroupbindings')).status !== 200);
}
