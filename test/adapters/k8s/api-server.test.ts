import { afterEach, describe, expect, it } from '@jest/globals';
import { apiServer, openedOnce } from '../../../src/adapters/k8s/api-server.ts';
import { kubernetesObjects } from '../../../src/adapters/k8s/objects.ts';
import { json, type Respond, startStub } from './stub-api-server.ts';

let stub: Awaited<ReturnType<typeof startStub>> | undefined;
const serverThat = async (respond: Respond) => {
  stub = await startStub(respond);
  return apiServer(stub.kubeConfig);
};
afterEach(() => stub?.close());

const get = (path: string) => ({ method: 'GET', path }) as const;

describe('a request to the Kubernetes API', () => {
  it('carries the token of the kubeconfig, its query and its body', async () => {
    const server = await serverThat((_request, response) => json(response, 200, {}));
    await server.send({ method: 'PATCH', path: '/a', query: { force: 'true' }, contentType: 'text/x', body: { b: 1 } });
    expect(stub?.seen[0]).toMatchObject({ method: 'PATCH', url: '/a?force=true' });
    expect(stub?.seen[0]?.headers).toMatchObject({ authorization: 'Bearer the-token', 'content-type': 'text/x' });
  });

  it('answers whatever is answered, and follows no redirect', async () => {
    const server = await serverThat((_request, response) => response.writeHead(302, { location: '/b' }).end('moved'));
    expect(await server.send(get('/a'))).toEqual({ status: 302, text: 'moved' });
    expect(stub?.seen).toHaveLength(1);
  });

  it('reads no more than was asked for', async () => {
    const server = await serverThat((_request, response) => {
      response.writeHead(200);
      const flood = (): void => {
        while (!response.destroyed && response.write('x'.repeat(1000)));
        if (!response.destroyed) response.once('drain', flood);
      };
      flood();
    });
    expect((await server.send(get('/endless'), 1500)).text).toHaveLength(1500);
  });

  it('fails as ClusterUnreachable when the connection breaks, and tells no token', async () => {
    const server = await serverThat((request) => request.socket.destroy());
    const failure = server.send(get('/a'));
    await expect(failure).rejects.toMatchObject({ name: 'ClusterUnreachable' });
    await expect(failure).rejects.toThrow(/does not answer GET \/a/);
    await expect(failure).rejects.not.toThrow(/the-token/);
  });

  it('is sent again when the connection broke, but not when it was answered', async () => {
    let broken = 1;
    const server = await serverThat((request, response) => {
      if (broken-- > 0) request.socket.destroy();
      else json(response, 503, {});
    });
    expect(await server.send({ method: 'PATCH', path: '/a', body: {} })).toEqual({ status: 503, text: '{}' });
    expect(stub?.seen).toHaveLength(2);
  });

  it('opens each kubeconfig once', async () => {
    await serverThat((_request, response) => json(response, 200, {}));
    const open = openedOnce();
    if (stub === undefined) throw new Error('no stub');
    expect(await open(stub.kubeConfig)).toBe(await open(stub.kubeConfig));
  });
});

describe('objects of a cluster', () => {
  it('keep every field, known or not', async () => {
    const object = { metadata: { name: 'a' }, spec: { replicas: 1, fieldOfTheFuture: { deep: [1, null] } } };
    const objects = kubernetesObjects(await serverThat((_request, response) => json(response, 200, object)));
    expect(await objects.get('Deployment', 'green', 'a')).toEqual(object);
  });

  it('of a kind that the cluster does not know are none', async () => {
    const objects = kubernetesObjects(
      await serverThat((_request, response) => json(response, 404, { kind: 'Status', message: '404 page not found' })),
    );
    expect(await objects.list('TargetGroupBinding', 'green')).toEqual([]);
    expect(await objects.get('TargetGroupBinding', 'green', 'a')).toBeUndefined();
  });

  it('are never taken for absent when the cluster merely refuses', async () => {
    const message = 'deployments.apps is forbidden: User "lambda" cannot list resource "deployments"';
    const objects = kubernetesObjects(
      await serverThat((_request, response) => json(response, 403, { kind: 'Status', message })),
    );
    await expect(objects.list('Deployment', 'green')).rejects.toMatchObject({
      name: 'ClusterUnreachable',
      message: `Kubernetes does not let us list deployments in namespace green: ${message}`,
    });
  });
});
