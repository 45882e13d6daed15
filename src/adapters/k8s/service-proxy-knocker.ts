import type { V1Service } from '@kubernetes/client-node';
import type { Environment } from '../../contracts/site.ts';
import { TidegateError } from '../../domain/errors.ts';
import type { Knocker } from '../../ports/knocker.ts';
import { type ApiServer, openedOnce } from './api-server.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { pathOf, type TargetGroupBinding } from './kinds.ts';
import { kubernetesObjects } from './objects.ts';
import { bindingsOf, servicesOf } from './references.ts';
import { statusOf } from './refusals.ts';

const maxBodyBytes = 64 * 1024;

/**
 * Knocks through the API server's service proxy, so that no function needs a way into the pods' network.
 * https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/
 */
export const serviceProxyKnocker = (access: ClusterAccess): Knocker => {
  const open = openedOnce();
  return {
    knock: async (site, environment, check) => {
      const server = await open(await access(site.cluster));
      const door = await doorOf(server, environment);
      const { pathname, search } = new URL(check.path, 'http://candidate');
      const path = `${pathOf('v1', environment.namespace, 'services', door)}/proxy${pathname}${search}`;
      const answer = await server.send({ method: 'GET', path }, maxBodyBytes);
      const refused = answer.status >= 400 ? statusOf(answer) : undefined;
      if (refused === undefined) return { status: answer.status, body: answer.text };
      throw new TidegateError('ClusterUnreachable', `Kubernetes could not pass ${check.path} on: ${refused.message}`);
    },
  };
};

/** The port by which the load balancer will reach the candidate, as `[https:]<service>:<port>`. */
const doorOf = async (
  server: ApiServer,
  { namespace, deployment: name, targetGroup }: Environment,
): Promise<string> => {
  const objects = kubernetesObjects(server);
  const [deployment, services, bindings] = await Promise.all([
    objects.get('Deployment', namespace, name),
    objects.list('Service', namespace),
    objects.list('TargetGroupBinding', namespace),
  ]);
  const own = deployment === undefined ? [] : servicesOf(deployment, services);
  const door = proxyName(own, bindingsOf(targetGroup, own, bindings)[0]);
  if (door !== undefined) return door;
  throw new TidegateError('ClusterUnreachable', `no service leads to deployment ${name} in namespace ${namespace}`);
};

const proxyName = (services: readonly V1Service[], binding: TargetGroupBinding | undefined): string | undefined => {
  const { name, port } = binding?.spec?.serviceRef ?? {};
  const service = services.find(({ metadata }) => metadata?.name === name) ?? services[0];
  const ports = service?.spec?.ports ?? [];
  const found = ports.find((candidate) => candidate.port === port || candidate.name === port) ?? ports[0];
  if (service === undefined || found === undefined) return undefined;
  const secure = found.appProtocol === 'https' || found.name === 'https';
  return `${secure ? 'https:' : ''}${service.metadata?.name}:${found.port}`;
};
