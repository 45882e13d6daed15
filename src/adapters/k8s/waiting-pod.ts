import type { V1Deployment, V1Pod, V1ServicePort } from '@kubernetes/client-node';
import type { KubernetesObjects } from './objects.ts';
import { runsImagesOf } from './readiness.ts';
import { selectorText } from './selectors.ts';

/**
 * A pod of the deployment whose containers are ready, as `<pod>:<port>` of the API server's proxy. Its Service has no endpoint
 * while the load balancer has not let it in yet. Undefined when there is none.
 */
export const waitingPod = async (
  objects: KubernetesObjects,
  deployment: V1Deployment,
  servicePort: V1ServicePort,
): Promise<string | undefined> => {
  const { namespace = '' } = deployment.metadata ?? {};
  if (deployment.spec === undefined) return undefined;
  const pods = await objects.pods(namespace, selectorText(deployment.spec.selector));
  const pod = pods.find((one) => isUp(one) && runsImagesOf(deployment, one));
  return pod && `${pod.metadata?.name}:${portOf(pod, servicePort)}`;
};

const isUp = ({ metadata, status }: V1Pod): boolean =>
  metadata?.deletionTimestamp === undefined &&
  (status?.conditions ?? []).some(({ type, status: state }) => type === 'ContainersReady' && state === 'True');

/** The number behind a Service's port: a target port may be a name that pods give to one of theirs. */
const portOf = ({ spec }: V1Pod, { port, targetPort = port }: V1ServicePort): number | string => {
  const named = (spec?.containers ?? []).flatMap(({ ports = [] }) => ports).find(({ name }) => name === targetPort);
  return named?.containerPort ?? targetPort;
};
