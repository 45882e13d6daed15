import { type Api, type Ref, refOf } from '../api/api.ts';
import { type Backend, backendsOf } from '../endpoints.ts';
import type { Endpoint, Service, ServicePort } from '../objects/core.ts';
import { equal } from '../objects/json.ts';
import { controlledBy, controllerOf, isTerminating } from '../objects/meta.ts';
import { isReady } from '../objects/pod.ts';
import { type ControllerOptions, controllerManager, type Running } from './controller.ts';
import { runController } from './run-controller.ts';

const serviceLabel = 'kubernetes.io/service-name';
const managedByLabel = 'endpointslice.kubernetes.io/managed-by';

/** Publishes the pods behind each service as one EndpointSlice. */
export function runEndpointSlices(options: ControllerOptions): Running {
  return runController(options, {
    keysOf: ({ resource, object }, api) => {
      if (resource.plural === 'services') return [refOf(object)];
      if (resource.plural === 'pods') return api.list('services', object.metadata.namespace).map(refOf);
      const owner = resource.plural === 'endpointslices' ? controllerOf(object) : undefined;
      return owner === undefined ? [] : [{ namespace: object.metadata.namespace ?? '', name: owner.name }];
    },
    reconcile,
  });
}

function reconcile({ api }: ControllerOptions, ref: Ref): undefined {
  const service = api.get('services', ref);
  if (service === undefined || service.spec.selector === undefined || isTerminating(service)) return;
  const content = sliceContent(api, service);
  const slice = api
    .list('endpointslices', ref.namespace)
    .find((one) => controllerOf(one)?.uid === service.metadata.uid);
  if (slice !== undefined) {
    if (equal(slice.endpoints ?? [], content.endpoints) && equal(slice.ports ?? [], content.ports)) return;
    api.modify('endpointslices', refOf(slice), (live) => ({ ...live, ...content }), { manager: controllerManager });
    return;
  }
  const labels = { [serviceLabel]: ref.name, [managedByLabel]: 'endpointslice-controller.k8s.io' };
  const metadata = { generateName: `${ref.name}-`, labels, ownerReferences: [controlledBy(service)] };
  const head = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4' };
  api.create('endpointslices', ref.namespace, { ...head, metadata, ...content }, controllerManager);
}

function sliceContent(api: Api, service: Service) {
  const pods = api.list('pods', service.metadata.namespace);
  const byPort = (service.spec.ports ?? []).map((port) => ({ port, backends: backendsOf(service, port, pods) }));
  const [first] = byPort;
  return {
    endpoints: (first?.backends ?? []).map(endpointOf),
    ports: byPort.flatMap(({ port, backends }) => portEntry(port, backends)),
  };
}

function portEntry(port: ServicePort, [backend]: readonly Backend[]) {
  if (backend === undefined) return [];
  return [{ name: port.name ?? '', port: backend.port, protocol: port.protocol ?? 'TCP' }];
}

function endpointOf({ pod, address, ready }: Backend): Endpoint {
  const { name, namespace = '', uid } = pod.metadata;
  const serving = isReady(pod);
  return {
    addresses: [address],
    conditions: { ready, serving, terminating: isTerminating(pod) },
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}
