import type { Api } from '../api/api.ts';
import type { Labels } from '../objects/meta.ts';
import type { Container, EnvFrom, EnvVar, KeyRef, Pod } from '../objects/pod.ts';

/** Thrown when a container can't be configured; the message is the one that its status shows. */
export class ContainerConfigError extends Error {
  override readonly name = 'ContainerConfigError';
}

type Environment = Record<string, string>;

/** The environment of a container: the image's, then `envFrom`, then `env` in order, with `$(NAME)` expanded. */
export function containerEnvironment(api: Api, pod: Pod, container: Container, image: Labels): Environment {
  const environment: Environment = { ...image, HOSTNAME: pod.metadata.name };
  for (const source of container.envFrom ?? []) Object.assign(environment, fromSource(api, pod, source));
  for (const variable of container.env ?? []) {
    const value = valueIn(api, pod, variable, environment);
    if (value !== undefined) environment[variable.name] = value;
  }
  return environment;
}

/** Replaces `$(NAME)` by what the environment says; `$$(NAME)` stays as `$(NAME)`, and unknown names stay as they are. */
export function expanded(text: string, environment: Labels): string {
  return text.replace(/\$\$|\$\(([^)]+)\)/g, (match, name) => (match === '$$' ? '$' : (environment[name] ?? match)));
}

/** The environment with every value changed. */
export function withValues(environment: Labels, change: (value: string) => string): Environment {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, change(value)]));
}

function valueIn(api: Api, pod: Pod, { value, valueFrom }: EnvVar, environment: Environment): string | undefined {
  if (valueFrom === undefined) return expanded(value ?? '', environment);
  const { configMapKeyRef, secretKeyRef, fieldRef } = valueFrom;
  if (configMapKeyRef !== undefined)
    return keyOf('ConfigMap', pod, configMapKeyRef, configMapData(api, pod, configMapKeyRef));
  if (secretKeyRef !== undefined) return keyOf('Secret', pod, secretKeyRef, secretData(api, pod, secretKeyRef));
  return fieldRef === undefined ? '' : fieldOf(pod, fieldRef.fieldPath);
}

interface NamedRef {
  readonly name?: string;
  readonly optional?: boolean;
}

function fromSource(api: Api, pod: Pod, { prefix = '', configMapRef, secretRef }: EnvFrom): Environment {
  const data = {
    ...(configMapRef === undefined ? {} : configMapData(api, pod, configMapRef)),
    ...(secretRef === undefined ? {} : secretData(api, pod, secretRef)),
  };
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [`${prefix}${name}`, value]));
}

function configMapData(api: Api, pod: Pod, { name = '', optional }: NamedRef): Labels {
  const found = api.get('configmaps', { namespace: pod.metadata.namespace ?? '', name });
  if (found === undefined && optional !== true) throw new ContainerConfigError(`configmap "${name}" not found`);
  return found?.data ?? {};
}

function secretData(api: Api, pod: Pod, { name = '', optional }: NamedRef): Labels {
  const found = api.get('secrets', { namespace: pod.metadata.namespace ?? '', name });
  if (found === undefined && optional !== true) throw new ContainerConfigError(`secret "${name}" not found`);
  const encoded = Object.entries(found?.data ?? {});
  return Object.fromEntries(encoded.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

function keyOf(kind: string, pod: Pod, { name, key, optional }: KeyRef, data: Labels): string | undefined {
  const value = data[key];
  if (value !== undefined || optional === true) return value;
  throw new ContainerConfigError(`couldn't find key ${key} in ${kind} ${pod.metadata.namespace}/${name}`);
}

function fieldOf(pod: Pod, path: string): string {
  const { metadata, spec, status } = pod;
  const [, map, key = ''] = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path) ?? [];
  if (map === 'labels' || map === 'annotations') return metadata[map]?.[key] ?? '';
  const fields: Readonly<Record<string, string | undefined>> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
    'metadata.uid': metadata.uid,
    'spec.nodeName': spec.nodeName,
    'spec.serviceAccountName': spec.serviceAccountName,
    'status.podIP': status.podIP,
    'status.podIPs': status.podIP,
    'status.hostIP': status.hostIP,
  };
  const value = fields[path];
  if (value === undefined) throw new ContainerConfigError(`unsupported fieldPath: ${path}`);
  return value;
}
