import type { Cause } from '../api/status-error.ts';
import type { Container, Handler, PodSpec, Probe } from '../objects/pod.ts';
import { duplicate, forbiddenField, invalidValue, required, when } from './causes.ts';
import { dnsLabelCauses } from './names.ts';
import { mountCauses, volumeCauses } from './volume-rules.ts';

const portRule = 'must be between 1 and 65535, inclusive';
const negative = 'must be greater than or equal to 0';

/** What is wrong with a pod spec; `path` is where it stands, for example `spec.template.spec`. */
export function podSpecCauses(spec: PodSpec, path: string): readonly Cause[] {
  const containers = spec.containers ?? [];
  const volumes = new Set((spec.volumes ?? []).map(({ name }) => name));
  return [
    ...when(containers.length === 0, () => required(`${path}.containers`)),
    ...containers.flatMap((one, index) => containerCauses(one, `${path}.containers[${index}]`, volumes)),
    ...(spec.initContainers ?? []).flatMap((one, i) => containerCauses(one, `${path}.initContainers[${i}]`, volumes)),
    ...repeatedNames(spec, path),
    ...volumeCauses(spec, path),
  ];
}

function containerCauses(container: Container, path: string, volumes: ReadonlySet<string>): readonly Cause[] {
  return [
    ...(container.name === undefined ? [] : dnsLabelCauses(`${path}.name`, container.name)),
    ...when((container.image ?? '').trim() === '', () => required(`${path}.image`)),
    ...portCauses(container, path),
    ...probeCauses(container.livenessProbe, `${path}.livenessProbe`, true),
    ...probeCauses(container.startupProbe, `${path}.startupProbe`, true),
    ...probeCauses(container.readinessProbe, `${path}.readinessProbe`, false),
    ...hookCauses(container, path),
    ...mountCauses(container, path, volumes),
    ...envCauses(container, path),
  ];
}

const envNameRule = "a valid environment variable name must consist only of printable ASCII characters other than '='";
const sources = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';

function envCauses({ env = [] }: Container, path: string): readonly Cause[] {
  return env.flatMap(({ name = '', value = '', valueFrom }, index) => {
    const field = `${path}.env[${index}]`;
    const given = valueFrom === undefined ? 1 : Object.keys(valueFrom).length;
    const wrong = (why: string) => invalidValue(`${field}.valueFrom`, '', why);
    return [
      ...when(!/^[ -<>-~]+$/.test(name), () => invalidValue(`${field}.name`, name, envNameRule)),
      ...when(value !== '' && valueFrom !== undefined, () => wrong('may not be specified when `value` is not empty')),
      ...when(given === 0, () => wrong(`must specify one of: ${sources}`)),
      ...when(given > 1, () => wrong('may not have more than one field specified at a time')),
    ];
  });
}

function portCauses(container: Container, path: string): readonly Cause[] {
  const ports = container.ports ?? [];
  const names = ports.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return [
    ...ports.flatMap(({ containerPort }, index) =>
      when(containerPort !== undefined && !isPort(containerPort), () =>
        invalidValue(`${path}.ports[${index}].containerPort`, containerPort, portRule),
      ),
    ),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => duplicate(`${path}.ports.name`, name)),
  ];
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}

function probeCauses(probe: Probe | undefined, path: string, onceOnly: boolean): readonly Cause[] {
  if (probe === undefined) return [];
  const numbers = ['initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'failureThreshold'] as const;
  return [
    ...handlerCauses(probe, path),
    ...numbers.flatMap((name) =>
      when((probe[name] ?? 0) < 0, () => invalidValue(`${path}.${name}`, probe[name], negative)),
    ),
    ...when(onceOnly && (probe.successThreshold ?? 1) !== 1, () =>
      invalidValue(`${path}.successThreshold`, probe.successThreshold, 'must be 1'),
    ),
    ...handlerPortCauses(probe, path),
  ];
}

const handlerTypes = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const;

/** One of all handler types, as the API server counts them: it forbids each after the first. */
function handlerCauses(handler: Handler & { readonly sleep?: unknown }, path: string): readonly Cause[] {
  const [first, ...more] = handlerTypes.filter((type) => handler[type] !== undefined);
  return [
    ...when(first === undefined, () => required(path, 'must specify a handler type')),
    ...more.flatMap((type) => forbiddenField(`${path}.${type}`, 'may not specify more than 1 handler type')),
  ];
}

function hookCauses({ lifecycle }: Container, path: string): readonly Cause[] {
  const hook = lifecycle?.preStop;
  return hook === undefined ? [] : handlerCauses(hook, `${path}.lifecycle.preStop`);
}

function handlerPortCauses(probe: Handler, path: string): readonly Cause[] {
  const port = probe.httpGet?.port ?? probe.tcpSocket?.port;
  const field = `${path}.${probe.httpGet === undefined ? 'tcpSocket' : 'httpGet'}.port`;
  return when(typeof port === 'number' && !isPort(port), () => invalidValue(field, port, portRule));
}

function repeatedNames({ containers = [], initContainers = [] }: PodSpec, path: string): readonly Cause[] {
  const names = [...containers, ...initContainers].map(({ name }) => name);
  const repeated = (list: string, these: readonly Container[], offset: number) =>
    these.flatMap(({ name }, index) =>
      when(names.indexOf(name) !== offset + index, () => duplicate(`${path}.${list}[${index}].name`, name)),
    );
  return [...repeated('containers', containers, 0), ...repeated('initContainers', initContainers, containers.length)];
}
