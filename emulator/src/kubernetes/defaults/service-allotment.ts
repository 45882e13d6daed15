import { at, isList, isObject, type Json, type JsonObject, without } from '../objects/json.ts';

const [firstNodePort, nodePorts] = [30_000, 2_768];

/** A new service with its address, its node ports and an empty status. */
export function allottedService(service: JsonObject, random: () => number): JsonObject {
  const withStatus = { ...service, status: { loadBalancer: {} } };
  if (at(service, 'spec', 'type') === 'ExternalName') return withStatus;
  const byte = () => 1 + Math.floor(random() * 254);
  const clusterIP = at(service, 'spec', 'clusterIP') ?? `172.20.${byte()}.${byte()}`;
  const spec = service['spec'];
  const addressed = { ...(isObject(spec) ? spec : {}), ...addresses(clusterIP) };
  return { ...withStatus, spec: withNodePorts(addressed, random) };
}

function addresses(clusterIP: Json): JsonObject {
  return { clusterIP, clusterIPs: [clusterIP], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' };
}

/** The wanted state of a service with what the live one was allotted and the update leaves out. */
export function keptAllotment(live: JsonObject, wanted: JsonObject, random: () => number): JsonObject {
  const spec = wanted['spec'];
  if (!isObject(spec)) return wanted;
  const clusterIP = spec['clusterIP'] ?? at(live, 'spec', 'clusterIP');
  if (clusterIP === undefined) return wanted;
  const { ports } = spec;
  const fitting = hasNodePorts(spec) ? spec : without(spec, 'externalTrafficPolicy', 'allocateLoadBalancerNodePorts');
  const kept = isList(ports) ? { ports: ports.map((port) => withLivePort(live, spec, port)) } : {};
  return {
    ...wanted,
    spec: withNodePorts({ ...addresses(clusterIP), ...fitting, ...kept, clusterIP, clusterIPs: [clusterIP] }, random),
  };
}

/** A port keeps its node port as long as the type has node ports, and loses it with the type. */
function withLivePort(live: JsonObject, spec: JsonObject, port: Json): Json {
  const ports = at(live, 'spec', 'ports');
  if (!isObject(port) || !isList(ports)) return port;
  const same = ports.find((one) => at(one, 'port') === port['port'] && at(one, 'protocol') === port['protocol']);
  const { nodePort: given, ...rest } = port;
  const nodePort = given ?? at(same, 'nodePort');
  if (nodePort === undefined || (!hasNodePorts(spec) && nodePort === at(same, 'nodePort'))) return rest;
  return { ...rest, nodePort };
}

function hasNodePorts({ type }: JsonObject): boolean {
  return type === 'NodePort' || type === 'LoadBalancer';
}

function withNodePorts(spec: JsonObject, random: () => number): JsonObject {
  const { ports } = spec;
  if (!hasNodePorts(spec) || !isList(ports)) return spec;
  const allot = () => firstNodePort + Math.floor(random() * nodePorts);
  return { ...spec, ports: ports.map((port) => (isObject(port) ? { nodePort: allot(), ...port } : port)) };
}
