import { at, isList, isObject, type Json, type JsonObject } from '../objects/json.ts';

const probeDefaults = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
const volumeModes = ['secret', 'configMap', 'projected', 'downwardAPI'];

/** The pod spec as the API server completes it in Pods and in every workload's template. */
export function podSpecDefaults(spec: JsonObject): JsonObject {
  const account = spec['serviceAccountName'] ?? spec['serviceAccount'];
  return {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    ...spec,
    ...(account === undefined ? {} : { serviceAccountName: account, serviceAccount: account }),
    ...eachOf(spec, 'containers', containerDefaults),
    ...eachOf(spec, 'initContainers', containerDefaults),
    ...eachOf(spec, 'volumes', volumeDefaults),
  };
}

/** The field with the function applied to each item of its list; nothing when the object has no such list. */
export function eachOf(object: JsonObject, field: string, change: (item: JsonObject) => JsonObject): JsonObject {
  const list = object[field];
  return isList(list) ? { [field]: list.map((item) => (isObject(item) ? change(item) : item)) } : {};
}

function containerDefaults(container: JsonObject): JsonObject {
  return {
    imagePullPolicy: pullPolicy(container['image']),
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...container,
    ...eachOf(container, 'ports', (port) => ({ protocol: 'TCP', ...port })),
    ...eachOf(container, 'env', envDefaults),
    ...probe(container, 'livenessProbe'),
    ...probe(container, 'readinessProbe'),
    ...probe(container, 'startupProbe'),
    ...lifecycle(container),
  };
}

function pullPolicy(image: Json | undefined): string {
  const name = typeof image === 'string' ? image : '';
  if (name.includes('@')) return 'IfNotPresent';
  const tag = /:([^:/]+)$/.exec(name)?.[1];
  return tag === undefined || tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function envDefaults(variable: JsonObject): JsonObject {
  const fieldRef = at(variable, 'valueFrom', 'fieldRef');
  const source = variable['valueFrom'];
  if (!isObject(fieldRef) || !isObject(source)) return variable;
  return { ...variable, valueFrom: { ...source, fieldRef: { apiVersion: 'v1', ...fieldRef } } };
}

function probe(container: JsonObject, name: string): JsonObject {
  const value = container[name];
  return isObject(value) ? { [name]: { ...probeDefaults, ...handlerDefaults(value) } } : {};
}

function lifecycle(container: JsonObject): JsonObject {
  const hooks = container['lifecycle'];
  if (!isObject(hooks)) return {};
  const completed = Object.entries(hooks).map(([name, hook]) => [name, isObject(hook) ? handlerDefaults(hook) : hook]);
  return { lifecycle: Object.fromEntries(completed) };
}

function handlerDefaults(handler: JsonObject): JsonObject {
  const httpGet = handler['httpGet'];
  return isObject(httpGet) ? { ...handler, httpGet: { path: '/', scheme: 'HTTP', ...httpGet } } : handler;
}

function volumeDefaults(volume: JsonObject): JsonObject {
  const source = volumeModes.find((name) => isObject(volume[name]));
  const content = source === undefined ? undefined : volume[source];
  if (source !== undefined && isObject(content)) return { ...volume, [source]: { defaultMode: 420, ...content } };
  return Object.keys(volume).length > 1 ? volume : { ...volume, emptyDir: {} };
}
