import { drawFrom } from '../../identifiers.ts';
import { at, isObject, type Json, type JsonObject, withAt } from '../objects/json.ts';
import type { ResourceName } from '../objects/kinds.ts';
import { allottedService } from './service-allotment.ts';

/** What the server itself allots when an object is created; no manager owns it. */
export interface Allotment {
  readonly random: () => number;
  /** Of the new object, already decided. */
  readonly uid: string;
}

type Initial = (object: JsonObject, allotment: Allotment) => JsonObject;

const tolerated = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
  effect: 'NoExecute',
  key,
  operator: 'Exists',
  tolerationSeconds: 300,
}));

const byResource: Partial<Record<ResourceName, Initial>> = {
  namespaces: namespace,
  pods: pod,
  services: (object, { random }) => allottedService(object, random),
  jobs: job,
  deployments: (object) => ({ ...object, status: {} }),
  replicasets: (object) => ({ ...object, status: { replicas: 0 } }),
  ingresses: (object) => ({ ...object, status: { loadBalancer: {} } }),
  horizontalpodautoscalers: (object) => ({ ...object, status: { currentMetrics: null, desiredReplicas: 0 } }),
  poddisruptionbudgets: (object) => ({
    ...object,
    status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
  }),
};

/** A new object in its first state: empty status, cluster IP, generated selector, tolerations of short node outages. */
export function initialState(resource: ResourceName, object: JsonObject, allotment: Allotment): JsonObject {
  return byResource[resource]?.(object, allotment) ?? object;
}

function namespace(object: JsonObject): JsonObject {
  return { ...object, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };
}

function pod(object: JsonObject): JsonObject {
  const tolerations = at(object, 'spec', 'tolerations');
  const given = Array.isArray(tolerations) ? tolerations : [];
  const missing = tolerated.filter((one) => !given.some((other) => toleratesOutage(other, one.key)));
  const all = [...given, ...missing];
  const tolerant = withAt(object, ['spec', 'tolerations'], all);
  return { ...tolerant, status: { phase: 'Pending', qosClass: qosClass(object) } };
}

/** The admission plug-in DefaultTolerationSeconds adds nothing to what the pod says itself of such an outage. */
function toleratesOutage(toleration: Json, key: string): boolean {
  const [forKey, effect] = [at(toleration, 'key'), at(toleration, 'effect')];
  return (forKey === undefined || forKey === key) && (effect === undefined || effect === 'NoExecute');
}

function qosClass(object: JsonObject): string {
  const containers = at(object, 'spec', 'containers');
  const resources = Array.isArray(containers) ? containers.map((container) => at(container, 'resources')) : [];
  const some = resources.some((one) => isObject(at(one, 'requests')) || isObject(at(one, 'limits')));
  if (!some) return 'BestEffort';
  return resources.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

function isGuaranteed(resources: Json | undefined): boolean {
  return ['cpu', 'memory'].every((name) => {
    const limit = at(resources, 'limits', name);
    return limit !== undefined && (at(resources, 'requests', name) ?? limit) === limit;
  });
}

function job(object: JsonObject, { uid }: Allotment): JsonObject {
  const name = at(object, 'metadata', 'name') ?? '';
  const modern = { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name };
  const labels = { ...modern, 'controller-uid': uid, 'job-name': name };
  const templateLabels = at(object, 'spec', 'template', 'metadata', 'labels');
  const ownLabels = at(object, 'metadata', 'labels');
  const labelled = withAt(object, ['spec', 'template', 'metadata', 'labels'], merge(templateLabels, labels));
  const selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
  const selecting = withAt(labelled, ['spec', 'selector'], at(object, 'spec', 'selector') ?? selector);
  return { ...withAt(selecting, ['metadata', 'labels'], ownLabels ?? merge(templateLabels, labels)), status: {} };
}

function merge(labels: Json | undefined, more: JsonObject): JsonObject {
  return { ...(isObject(labels) ? labels : {}), ...more };
}

/** Five characters in the alphabet of generated names, which has no vowels and no look-alikes. */
export function nameSuffix(random: () => number): string {
  return drawFrom(random, 'bcdfghjklmnpqrstvwxz2456789', 5);
}
