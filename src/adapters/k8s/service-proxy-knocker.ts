import type { V1Deployment, V1Service, V1ServicePort } from '@kubernetes/client-node';
import type { Environment } from '../../contracts/site.ts';
import { TidegateError } from '../../domain/errors.ts';
import type { Answer, Knocker } from '../../ports/knocker.ts';
import { type ApiAnswer, type ApiServer, openedOnce } from './api-server.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { pathOf, type TargetGroupBinding } from './kinds.ts';
import { type KubernetesObjects, kubernetesObjects } from './objects.ts';
import { bindingsOf, servicesOf } from './references.ts';
import { statusOf } from './refusals.ts';
import { waitingPod } from './waiting-pod.ts';

const maxBodyBytes = 64 * 1024;

/**
 * Knocks through the API server's service proxy, so that no function needs a way into the pods' network; on a pod itself where the
 * Service leads to none yet. https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/
 */
export const serviceProxyKnocker = (access: ClusterAccess): Knocker => {
  const open = openedOnce();
  return {
    knock: async (site, environment, { path }) => {
      const server = await open(await access(site.cluster));
      const objects = kubernetesObjects(server);
      const door = await doorOf(objects, environment);
      const passOn = passingOn(server, environment.namespace, path);
      const answer = await passOn('services', `${door.scheme}${door.service}:${door.port.port}`);
      if (!isEmpty(answer)) return heard(answer, path);
      const pod = await waitingPod(objects, door.deployment, door.port);
      return heard(pod === undefined ? answer : await passOn('pods', `${door.scheme}${pod}`), path);
    },
  };
};

const passingOn = (server: ApiServer, namespace: string, asked: string) => {
  const { pathname, search } = new URL(asked, 'http://candidate');
  return (plural: 'services' | 'pods', name: string): Promise<ApiAnswer> =>
    server.send(
      { method: 'GET', path: `${pathOf('v1', namespace, plural, name)}/proxy${pathname}${search}` },
      maxBodyBytes,
    );
};

const refusalOf = (answer: ApiAnswer) => (answer.status >= 400 ? statusOf(answer) : undefined);

const isEmpty = (answer: ApiAnswer): boolean =>
  refusalOf(answer)?.message?.startsWith('no endpoints available') === true;

/** What the candidate said; throws when Kubernetes could not ask it. */
const heard = (answer: ApiAnswer, path: string): Answer => {
  const refused = refusalOf(answer);
  if (refused === undefined) return { status: answer.status, body: answer.text };
  throw new TidegateError('ClusterUnreachable', `Kubernetes could not pass ${path} on: ${refused.message}`);
};

/** The way by which the load balancer will reach the candidate. */
interface Door {
  readonly deployment: V1Deployment;
  readonly service: string;
  readonly port: V1ServicePort;
  readonly scheme: 'https:' | '';
}

const doorOf = async (
  objects: KubernetesObjects,
  { namespace, deployment: name, targetGroup }: Environment,
): Promise<Door> => {
  const [deployment, services, bindings] = await Promise.all([
    objects.get('Deployment', namespace, name),
    objects.list('Service', namespace),
    objects.list('TargetGroupBinding', namespace),
  ]);
  const own = deployment === undefined ? [] : servicesOf(deployment, services);
  const found = servedPort(own, bindingsOf(targetGroup, own, bindings)[0]);
  if (deployment !== undefined && found !== undefined) return { deployment, ...found };
  throw new TidegateError('ClusterUnreachable', `no service leads to deployment ${name} in namespace ${namespace}`);
};

const servedPort = (
  services: readonly V1Service[],
  binding: TargetGroupBinding | undefined,
): Omit<Door, 'deployment'> | undefined => {
  const { name, port: wanted } = binding?.spec?.serviceRef ?? {};
  const service = services.find(({ metadata }) => metadata?.name === name) ?? services[0];
  const ports = service?.spec?.ports ?? [];
  const port = ports.find((candidate) => candidate.port === wanted || candidate.name === wanted) ?? ports[0];
  if (service?.metadata?.name === undefined || port === undefined) return undefined;
  const isSecure = port.appProtocol === 'https' || port.name === 'https';
  return { service: service.metadata.name, port, scheme: isSecure ? 'https:' : '' };
};
