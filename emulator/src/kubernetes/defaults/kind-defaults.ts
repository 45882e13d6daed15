import { at, isObject, type JsonObject, withAt, without } from '../objects/json.ts';
import type { ResourceName } from '../objects/kinds.ts';
import { eachOf, podSpecDefaults } from './pod-defaults.ts';

type Defaults = (object: JsonObject) => JsonObject;

const byResource: Partial<Record<ResourceName, Defaults>> = {
  pods: podDefaults,
  deployments: (object) => withTemplate(withSpec(object, deploymentSpec)),
  replicasets: (object) => withTemplate(withSpec(object, (spec) => ({ replicas: 1, ...spec }))),
  jobs: (object) => withTemplate(withSpec(object, jobSpec)),
  services: (object) => withSpec(object, (spec) => withAffinity(serviceSpec(spec))),
  horizontalpodautoscalers: (object) => withSpec(object, autoscalerSpec),
  secrets: secretDefaults,
  targetgroupbindings: (object) => withSpec(object, (spec) => ({ targetType: 'ip', ipAddressType: 'ipv4', ...spec })),
};

/** The object as clients read it back: fields that they left out get the values the API server documents. */
export function withDefaults(resource: ResourceName, object: JsonObject): JsonObject {
  return byResource[resource]?.(object) ?? object;
}

function withSpec(object: JsonObject, complete: Defaults): JsonObject {
  const spec = object['spec'];
  return { ...object, spec: complete(isObject(spec) ? spec : {}) };
}

function withTemplate(object: JsonObject): JsonObject {
  const spec = at(object, 'spec', 'template', 'spec');
  return isObject(spec) ? withAt(object, ['spec', 'template', 'spec'], podSpecDefaults(spec)) : object;
}

function podDefaults(pod: JsonObject): JsonObject {
  return withSpec(pod, (spec) => ({
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
    priority: 0,
    ...podSpecDefaults({ serviceAccountName: 'default', ...spec }),
  }));
}

function deploymentSpec(spec: JsonObject): JsonObject {
  const strategy = isObject(spec['strategy']) ? spec['strategy'] : {};
  return {
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    ...spec,
    strategy: strategyDefaults(strategy),
  };
}

function strategyDefaults(strategy: JsonObject): JsonObject {
  const type = strategy['type'] ?? 'RollingUpdate';
  if (type !== 'RollingUpdate') return { ...strategy, type };
  const rollingUpdate = isObject(strategy['rollingUpdate']) ? strategy['rollingUpdate'] : {};
  return { ...strategy, type, rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%', ...rollingUpdate } };
}

function jobSpec(spec: JsonObject): JsonObject {
  return {
    parallelism: 1,
    ...(spec['parallelism'] === undefined ? { completions: 1 } : {}),
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: 'TerminatingOrFailed',
    ...spec,
  };
}

function serviceSpec(spec: JsonObject): JsonObject {
  const type = spec['type'] ?? 'ClusterIP';
  const outside = type === 'NodePort' || type === 'LoadBalancer' ? { externalTrafficPolicy: 'Cluster' } : {};
  return {
    type,
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
    ...outside,
    ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
    ...spec,
    ...eachOf(spec, 'ports', (port) => ({ protocol: 'TCP', targetPort: port['port'] ?? 0, ...port })),
  };
}

/** A timeout belongs to client affinity only, and goes with it. */
function withAffinity(spec: JsonObject): JsonObject {
  if (spec['sessionAffinity'] !== 'ClientIP') return without(spec, 'sessionAffinityConfig');
  return { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } }, ...spec };
}

const policies = { percent: { type: 'Percent', value: 100, periodSeconds: 15 } };
const scalingRules = { selectPolicy: 'Max', policies: [policies.percent] };
const scalingUp = {
  ...scalingRules,
  stabilizationWindowSeconds: 0,
  policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, policies.percent],
};

function autoscalerSpec(spec: JsonObject): JsonObject {
  const cpu = { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } };
  const { behavior } = spec;
  const rules = (direction: string) => {
    const given = at(behavior, direction);
    return isObject(given) ? given : {};
  };
  const completed = {
    scaleUp: { ...scalingUp, ...rules('scaleUp') },
    scaleDown: { ...scalingRules, ...rules('scaleDown') },
  };
  return {
    minReplicas: 1,
    metrics: [{ type: 'Resource', resource: cpu }],
    ...spec,
    ...(behavior === undefined ? {} : { behavior: completed }),
  };
}

function secretDefaults(secret: JsonObject): JsonObject {
  const { stringData, ...rest } = secret;
  const plain = isObject(stringData) ? Object.entries(stringData) : [];
  const encoded = plain.map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')] as const);
  const data = { ...(isObject(rest['data']) ? rest['data'] : {}), ...Object.fromEntries(encoded) };
  return { type: 'Opaque', ...rest, ...(Object.keys(data).length > 0 ? { data } : {}) };
}
