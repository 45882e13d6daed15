import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  configMap,
  deployment,
  ensureTargetGroupBindings,
  type Namespace,
  newNamespace,
  unique,
} from './support/contract-objects.ts';
import { type ContractServer, openContractServer } from './support/contract-server.ts';

let server: ContractServer;
let home: Namespace;

beforeAll(async () => {
  server = await openContractServer();
  home = await newNamespace(server);
});
afterAll(() => server.close());

describe('an update', () => {
  it('is refused with 409 when the object has moved on', async () => {
    const name = unique('map');
    const { body } = await home.create('configmaps', configMap(name, { a: '1' }));
    const put = (data: object) => server.call('PUT', home.path('configmaps', name), { ...body, data });
    expect((await put({ a: '2' })).status).toBe(200);
    expect(await put({ a: '3' })).toMatchObject({ status: 409, body: { reason: 'Conflict' } });
  });

  it('without a resourceVersion is unconditional, except for custom resources', async () => {
    const name = unique('map');
    await home.create('configmaps', configMap(name, { a: '1' }));
    const put = await server.call('PUT', home.path('configmaps', name), configMap(name, { a: '2' }));
    expect(put.body.data).toEqual({ a: '2' });
    await ensureTargetGroupBindings(server);
    const binding = {
      apiVersion: 'elbv2.k8s.aws/v1beta1',
      kind: 'TargetGroupBinding',
      metadata: { name: 'updated' },
      spec: { targetGroupARN: 'arn:aws:updated', serviceRef: { name: 'web', port: 80 } },
    };
    await home.create('targetgroupbindings', binding);
    const refused = await server.call('PUT', home.path('targetgroupbindings', 'updated'), binding);
    expect(refused).toMatchObject({ status: 422, body: { reason: 'Invalid' } });
    expect(refused.body.message).toContain('metadata.resourceVersion: Invalid value: 0');
  });

  it('of an absent object is 404, of another name 400, of another uid 409', async () => {
    const name = unique('map');
    const put = (object: object) => server.call('PUT', home.path('configmaps', name), object);
    expect(await put(configMap(name, {}))).toMatchObject({ status: 404, body: { reason: 'NotFound' } });
    await home.create('configmaps', configMap(name, {}));
    expect((await put(configMap('other', {}))).status).toBe(400);
    expect((await put(configMap(name, {}, { uid: '1-2' }))).status).toBe(409);
  });

  it('that changes nothing keeps the resourceVersion', async () => {
    const name = unique('map');
    const { body } = await home.create('configmaps', configMap(name, { a: '1' }));
    const again = await home.patch('configmaps', name, 'merge', { data: { a: '1' } });
    expect(again.body.metadata.resourceVersion).toBe(body.metadata.resourceVersion);
  });

  it('raises the generation of a deployment by spec and annotations only', async () => {
    const name = unique('web');
    await home.create('deployments', { ...deployment(name), spec: { ...deploymentSpec(name), paused: true } });
    const generation = async (patch: object) =>
      (await home.patch('deployments', name, 'merge', patch)).body.metadata.generation;
    const first = await generation({ metadata: { labels: { a: 'b' } } });
    expect(await generation({ spec: { minReadySeconds: 1 } })).toBe(first + 1);
    expect(await generation({ metadata: { annotations: { a: 'b' } } })).toBe(first + 2);
    expect(await generation({ status: { replicas: 7 } })).toBe(first + 2);
  });
});

const deploymentSpec = (name: string) => deployment(name)['spec'] as object;

describe('a patch', () => {
  it('by JSON merge removes what is null and replaces lists', async () => {
    const name = unique('web');
    await home.create('deployments', deployment(name, {}, { env: [{ name: 'A', value: '1' }] }));
    const containers = [{ name: 'web', image: 'web:2' }];
    const patch = { metadata: { labels: null }, spec: { template: { spec: { containers } } } };
    const { body } = await home.patch('deployments', name, 'merge', patch);
    expect(body.spec.template.spec.containers[0].env).toBeUndefined();
    expect(body.spec.template.spec.containers[0].image).toBe('web:2');
  });

  it('by strategic merge meets list items by their merge key and obeys deletion', async () => {
    const name = unique('web');
    const env = ['A', 'B'].map((one) => ({ name: one, value: one }));
    await home.create('deployments', deployment(name, {}, { env }));
    const changes = [
      { name: 'A', $patch: 'delete' },
      { name: 'B', value: 'b' },
      { name: 'C', value: 'c' },
    ];
    const patch = { spec: { template: { spec: { containers: [{ name: 'web', env: changes }] } } } };
    const { body } = await home.patch('deployments', name, 'strategic-merge', patch);
    const [container] = body.spec.template.spec.containers;
    expect(container.image).toBe('web:1');
    expect(
      Object.fromEntries(container.env.map((one: { name: string; value: string }) => [one.name, one.value])),
    ).toEqual({ B: 'b', C: 'c' });
  });

  it('by strategic merge is no patch for custom resources', async () => {
    await ensureTargetGroupBindings(server);
    await home.create('targetgroupbindings', {
      apiVersion: 'elbv2.k8s.aws/v1beta1',
      kind: 'TargetGroupBinding',
      metadata: { name: 'patched' },
      spec: { targetGroupARN: 'arn:aws:patched', serviceRef: { name: 'web', port: 80 } },
    });
    const { status } = await home.patch('targetgroupbindings', 'patched', 'strategic-merge', { spec: {} });
    expect(status).toBe(415);
  });

  it('by JSON patch fails whole when a test in it fails', async () => {
    const name = unique('map');
    await home.create('configmaps', configMap(name, { a: '1' }));
    const set = { op: 'replace', path: '/data/a', value: '2' };
    const wrong = await home.patch('configmaps', name, 'json', [set, { op: 'test', path: '/data/a', value: '3' }]);
    expect(wrong.status).toBe(422);
    expect((await home.get('configmaps', name)).body.data).toEqual({ a: '1' });
    expect((await home.patch('configmaps', name, 'json', [set])).body.data).toEqual({ a: '2' });
  });

  it('that names a stale resourceVersion is refused with 409', async () => {
    const name = unique('map');
    const { body } = await home.create('configmaps', configMap(name, { a: '1' }));
    await home.patch('configmaps', name, 'merge', { data: { a: '2' } });
    const { resourceVersion } = body.metadata;
    const late = await home.patch('configmaps', name, 'merge', { metadata: { resourceVersion }, data: { a: '3' } });
    expect(late).toMatchObject({ status: 409, body: { reason: 'Conflict' } });
  });

  it('of an unknown type is 415, and force belongs to apply only', async () => {
    const name = unique('map');
    await home.create('configmaps', configMap(name, {}));
    const text = await server.call('PATCH', home.path('configmaps', name), {}, { type: 'text/plain' });
    expect(text).toMatchObject({ status: 415, body: { reason: 'UnsupportedMediaType' } });
    expect((await home.patch('configmaps', name, 'merge', {}, { force: 'true' })).status).toBe(422);
  });
});

describe('a delete', () => {
  it('answers what went, and 404 the second time', async () => {
    const name = unique('map');
    const { body } = await home.create('configmaps', configMap(name, {}));
    const gone = await server.call('DELETE', home.path('configmaps', name));
    expect(gone.body).toMatchObject({
      kind: 'Status',
      status: 'Success',
      details: { name, kind: 'configmaps', uid: body.metadata.uid },
    });
    expect((await server.call('DELETE', home.path('configmaps', name))).status).toBe(404);
  });

  it('is refused with 409 when its preconditions do not hold', async () => {
    const name = unique('map');
    const { body } = await home.create('configmaps', configMap(name, {}));
    const remove = (uid: string) =>
      server.call('DELETE', home.path('configmaps', name), {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        preconditions: { uid },
      });
    expect(await remove('1-2')).toMatchObject({ status: 409, body: { reason: 'Conflict' } });
    expect((await remove(body.metadata.uid)).status).toBe(200);
  });

  it('waits for finalizers', async () => {
    const name = unique('map');
    await home.create('configmaps', configMap(name, {}, { finalizers: ['example.com/hold'] }));
    const begun = await server.call('DELETE', home.path('configmaps', name));
    expect(begun.body.metadata.deletionTimestamp).toBeDefined();
    expect((await home.get('configmaps', name)).status).toBe(200);
    await home.patch('configmaps', name, 'merge', { metadata: { finalizers: null } });
    expect((await home.get('configmaps', name)).status).toBe(404);
  });

  it('in the foreground keeps the deployment until its replica sets are gone', async () => {
    const name = unique('web');
    await home.create('deployments', deployment(name));
    const sets = `${home.path('replicasets').replace('/api/v1', '/apis/apps/v1')}`;
    const labelSelector = `app=${name}`;
    const count = async () =>
      (await server.call('GET', sets, undefined, { query: { labelSelector } })).body.items.length;
    while ((await count()) === 0);
    const path = home.path('deployments', name);
    const begun = await server.call('DELETE', path, undefined, { query: { propagationPolicy: 'Foreground' } });
    expect(begun.body.metadata.finalizers).toEqual(['foregroundDeletion']);
    while ((await home.get('deployments', name)).status === 200);
    expect(await count()).toBe(0);
  });

  it('of a namespace forbids new content and takes everything with it', async () => {
    const other = await newNamespace(server);
    await other.create('configmaps', configMap('held', {}, { finalizers: ['example.com/hold'] }));
    await server.call('DELETE', `/api/v1/namespaces/${other.name}`);
    const refused = await other.create('configmaps', configMap('late', {}));
    expect(refused).toMatchObject({ status: 403, body: { reason: 'Forbidden' } });
    expect(refused.body.message).toContain('because it is being terminated');
    await other.patch('configmaps', 'held', 'merge', { metadata: { finalizers: null } });
    while ((await server.call('GET', `/api/v1/namespaces/${other.name}`)).status === 200);
    expect((await other.get('configmaps', 'held')).status).toBe(404);
  });
});
