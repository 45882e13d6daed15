import { matchesLabels } from './api/label-selector.ts';
import type { Service, ServicePort } from './objects/core.ts';
import { isTerminating } from './objects/meta.ts';
import { hasEnded, type IntOrString, isReady, type Pod } from './objects/pod.ts';

/** A pod behind a service's port. */
export interface Backend {
  readonly pod: Pod;
  readonly address: string;
  readonly port: number;
  /** Ready and not being deleted. */
  readonly ready: boolean;
}

/** The service's port by number or name; a service with one port needs no name for it. */
export function servicePort(service: Service, wanted: IntOrString | undefined): ServicePort | undefined {
  const ports = service.spec.ports ?? [];
  if (wanted === undefined || wanted === '') return ports.length === 1 ? ports[0] : undefined;
  return ports.find(({ name, port }) => name === wanted || String(port) === String(wanted));
}

/** The pods that the service selects and that have an address, with the port that stands for the service's one. */
export function backendsOf(service: Service, port: ServicePort, pods: readonly Pod[]): readonly Backend[] {
  const { selector, publishNotReadyAddresses } = service.spec;
  if (selector === undefined) return [];
  return pods
    .filter(({ metadata }) => metadata.namespace === service.metadata.namespace)
    .filter((pod) => matchesLabels(selector, pod.metadata.labels) && !hasEnded(pod))
    .flatMap((pod) => {
      const address = pod.status.podIP;
      const number = containerPort(pod, port.targetPort ?? port.port);
      if (address === undefined || number === undefined) return [];
      const ready = publishNotReadyAddresses === true || (isReady(pod) && !isTerminating(pod));
      return [{ pod, address, port: number, ready }];
    });
}

/** The number of a port that may be given by its name in the pod's containers. */
export function containerPort(pod: Pod, port: IntOrString): number | undefined {
  if (typeof port === 'number') return port;
  const ports = pod.spec.containers.flatMap((container) => container.ports ?? []);
  return ports.find(({ name }) => name === port)?.containerPort;
}
