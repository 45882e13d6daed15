import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { serviceProxyKnocker } from '../../../src/adapters/k8s/service-proxy-knocker.ts';
import { green, site } from '../../support/release-facts.ts';
import { deployment, manifests } from './manifests.ts';
import { json, startStub } from './stub-api-server.ts';

let stub: Awaited<ReturnType<typeof startStub>> | undefined;
afterEach(() => stub?.close());

const root = '/api/v1/namespaces/orders-green/services';
const binding = {
  metadata: { name: 'orders' },
  spec: { targetGroupARN: green, serviceRef: { name: 'orders', port: 80 } },
};

/** Knocks on a cluster with the sample workload, whose application answers as told. */
const knock = async (
  path: string,
  answer: (response: ServerResponse) => void,
  services: unknown = manifests.Service,
) => {
  stub = await startStub(({ url = '' }, response) => {
    if (url.includes('/proxy')) return answer(response);
    if (url.includes('/deployments/')) return json(response, 200, deployment);
    return json(response, 200, { items: url.endsWith('/services') ? services : [binding] });
  });
  const { kubeConfig } = stub;
  const knocker = serviceProxyKnocker(async () => kubeConfig);
  return knocker.knock(site, site.candidate, { path, status: 200 });
};
const asked = () => stub?.seen.map(({ url }) => url).filter((url) => url?.includes('/proxy'));

describe('a knock', () => {
  it('reaches the port that the load balancer will use, past the load balancer', async () => {
    expect(await knock('/health?deep=1', (response) => response.end('fine'))).toEqual({ status: 200, body: 'fine' });
    expect(asked()).toEqual([`${root}/orders:80/proxy/health?deep=1`]);
  });

  it('tells what the candidate answers, be it an error or a redirect', async () => {
    const moved = (response: ServerResponse) => response.writeHead(302, { location: '/login' }).end();
    expect(await knock('/', moved)).toEqual({ status: 302, body: '' });
    await stub?.close();
    const broken = (response: ServerResponse) => json(response, 503, { error: 'no database' });
    expect(await knock('/', broken)).toEqual({ status: 503, body: '{"error":"no database"}' });
  });

  it('speaks TLS to a port that does', async () => {
    const spec = { selector: { app: 'orders' }, ports: [{ name: 'web', port: 80, appProtocol: 'https' }] };
    await knock('/', (response) => response.end(), [{ metadata: { name: 'orders' }, spec }]);
    expect(asked()).toEqual([`${root}/https:orders:80/proxy/`]);
  });

  it('never leaves the service, whatever the path', async () => {
    await knock('/../../../../secrets', (response) => response.end());
    expect(asked()).toEqual([`${root}/orders:80/proxy/secrets`]);
  });

  it('takes no more than 64 KiB of an answer', async () => {
    const { body } = await knock('/', (response) => response.end('x'.repeat(1_000_000)));
    expect(body).toHaveLength(64 * 1024);
  });

  it.each([
    [503, 'no endpoints available for service "orders"'],
    [404, 'services "orders" not found'],
    [403, 'services "orders" is forbidden: User "lambda" cannot get resource "services/proxy"'],
  ])('that Kubernetes could not pass on (%i) is ClusterUnreachable, in its words', async (status, message) => {
    const refused = (response: ServerResponse) => json(response, status, { kind: 'Status', apiVersion: 'v1', message });
    await expect(knock('/', refused)).rejects.toMatchObject({
      name: 'ClusterUnreachable',
      message: `Kubernetes could not pass / on: ${message}`,
    });
  });

  it('finds no door where no service selects the pods', async () => {
    await expect(knock('/', (response) => response.end(), [])).rejects.toMatchObject({
      name: 'ClusterUnreachable',
      message: 'no service leads to deployment orders in namespace orders-green',
    });
  });
});
