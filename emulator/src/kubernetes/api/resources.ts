import type { ResourceName } from '../objects/kinds.ts';

/** What the server knows of one resource: its address, its schema and its habits. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: ResourceName;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  /** The name of its OpenAPI definition. */
  readonly definition: string;
  readonly subresources: readonly string[];
  /** What raises `metadata.generation`: a change of the spec, for Deployments of the annotations too, or nothing. */
  readonly generation: 'spec' | 'spec-and-annotations' | 'none';
  /** Served from a CustomResourceDefinition, with its own rules for patches and empty fields. */
  readonly custom: boolean;
  /** Whether an update may leave out the resourceVersion. */
  readonly unconditionalUpdate: boolean;
  /** Whether PUT creates an object that is absent. */
  readonly createdByUpdate: boolean;
}

type Entry = readonly [
  plural: ResourceName,
  kind: string,
  definition: string,
  details?: Partial<Omit<Resource, 'group' | 'version' | 'plural' | 'kind' | 'definition'>>,
];

const status = { subresources: ['status'] };
const spec = { ...status, generation: 'spec' } as const;
const clusterWide = { namespaced: false };

const groups: readonly (readonly [groupVersion: string, definitions: string, entries: readonly Entry[]])[] = [
  [
    'v1',
    'io.k8s.api.core.v1',
    [
      ['namespaces', 'Namespace', 'Namespace', { ...clusterWide, ...status, shortNames: ['ns'] }],
      ['nodes', 'Node', 'Node', { ...clusterWide, ...status, shortNames: ['no'] }],
      ['pods', 'Pod', 'Pod', { subresources: ['status', 'log', 'proxy'], generation: 'spec', shortNames: ['po'] }],
      [
        'services',
        'Service',
        'Service',
        { subresources: ['status', 'proxy'], shortNames: ['svc'], createdByUpdate: true },
      ],
      ['configmaps', 'ConfigMap', 'ConfigMap', { shortNames: ['cm'] }],
      ['secrets', 'Secret', 'Secret'],
      ['serviceaccounts', 'ServiceAccount', 'ServiceAccount', { shortNames: ['sa'] }],
      ['resourcequotas', 'ResourceQuota', 'ResourceQuota', { ...status, shortNames: ['quota'] }],
      ['events', 'Event', 'Event', { shortNames: ['ev'], createdByUpdate: true }],
    ],
  ],
  [
    'apps/v1',
    'io.k8s.api.apps.v1',
    [
      [
        'deployments',
        'Deployment',
        'Deployment',
        { subresources: ['status', 'scale'], generation: 'spec-and-annotations', shortNames: ['deploy'] },
      ],
      ['replicasets', 'ReplicaSet', 'ReplicaSet', { ...spec, subresources: ['status', 'scale'], shortNames: ['rs'] }],
    ],
  ],
  [
    'batch/v1',
    'io.k8s.api.batch.v1',
    [
      ['jobs', 'Job', 'Job', spec],
      ['cronjobs', 'CronJob', 'CronJob', { ...spec, shortNames: ['cj'] }],
    ],
  ],
  [
    'autoscaling/v2',
    'io.k8s.api.autoscaling.v2',
    [
      [
        'horizontalpodautoscalers',
        'HorizontalPodAutoscaler',
        'HorizontalPodAutoscaler',
        { ...status, shortNames: ['hpa'] },
      ],
    ],
  ],
  [
    'policy/v1',
    'io.k8s.api.policy.v1',
    [
      [
        'poddisruptionbudgets',
        'PodDisruptionBudget',
        'PodDisruptionBudget',
        { ...spec, shortNames: ['pdb'], unconditionalUpdate: false },
      ],
    ],
  ],
  [
    'networking.k8s.io/v1',
    'io.k8s.api.networking.v1',
    [
      ['ingresses', 'Ingress', 'Ingress', { ...spec, shortNames: ['ing'], singular: 'ingress' }],
      ['ingressclasses', 'IngressClass', 'IngressClass', { ...clusterWide, generation: 'spec' }],
    ],
  ],
  [
    'discovery.k8s.io/v1',
    'io.k8s.api.discovery.v1',
    [['endpointslices', 'EndpointSlice', 'EndpointSlice', { generation: 'spec' }]],
  ],
  [
    'elbv2.k8s.aws/v1beta1',
    'aws.k8s.elbv2.v1beta1',
    [
      [
        'targetgroupbindings',
        'TargetGroupBinding',
        'TargetGroupBinding',
        { ...spec, custom: true, unconditionalUpdate: false },
      ],
    ],
  ],
];

/** Every resource that the server serves. */
export const resources: readonly Resource[] = groups.flatMap(([groupVersion, definitions, entries]) =>
  entries.map(([plural, kind, definition, details]) => ({
    ...splitGroupVersion(groupVersion),
    plural,
    kind,
    definition: `${definitions}.${definition}`,
    singular: kind.toLowerCase(),
    shortNames: [],
    namespaced: true,
    subresources: [],
    generation: 'none',
    custom: false,
    unconditionalUpdate: true,
    createdByUpdate: false,
    ...details,
  })),
);

const byName = new Map(resources.map((resource) => [resource.plural, resource]));
const byKind = new Map(resources.map((resource) => [`${groupVersionOf(resource)} ${resource.kind}`, resource]));

/** `apps` and `v1` of `apps/v1`; the core group is the empty string. */
export function splitGroupVersion(groupVersion: string): { readonly group: string; readonly version: string } {
  const [first = '', second] = groupVersion.split('/');
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}

/** The `apiVersion` of the resource's objects. */
export function groupVersionOf({ group, version }: Pick<Resource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

export function resourceNamed(plural: ResourceName): Resource {
  const found = byName.get(plural);
  if (found === undefined) throw new Error(`No resource is named ${plural}.`);
  return found;
}

/** The resource that holds objects of this kind, or undefined when the server has none. */
export function resourceOfKind(apiVersion: string, kind: string): Resource | undefined {
  return byKind.get(`${apiVersion} ${kind}`);
}

/** The resource at this address, or undefined when the server has none. */
export function resourceAt(group: string, version: string, plural: string): Resource | undefined {
  return resources.find((one) => one.group === group && one.version === version && one.plural === plural);
}
