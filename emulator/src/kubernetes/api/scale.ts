import type { JsonObject } from '../objects/json.ts';
import { at, withAt } from '../objects/json.ts';
import type { KubeObject, LabelSelector } from '../objects/meta.ts';
import type { ReplicaSet } from '../objects/workloads.ts';

/** The `Scale` that a workload shows at its scale subresource. */
export function scaleOf(workload: KubeObject): JsonObject {
  const { spec, status } = workload as ReplicaSet;
  const { name, namespace = '', uid, resourceVersion, creationTimestamp } = workload.metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec.replicas },
    status: { replicas: status.replicas ?? 0, selector: selectorText(spec.selector) },
  };
}

/** The workload with the replicas that a written `Scale` asks for; its resourceVersion is the workload's. */
export function withScale(workload: KubeObject, scale: JsonObject): JsonObject {
  const version = at(scale, 'metadata', 'resourceVersion');
  const replicas = at(scale, 'spec', 'replicas') ?? 0;
  const pinned = version === undefined ? workload : withAt(workload, ['metadata', 'resourceVersion'], version);
  return withAt(pinned, ['spec', 'replicas'], replicas);
}

function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.entries(matchLabels).map(([name, value]) => `${name}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    return operator === 'DoesNotExist' ? `!${key}` : `${key} ${operator.toLowerCase()} (${values.join(',')})`;
  });
  return [...labels, ...expressions].join(',');
}
