import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { configMap, deployment, type Namespace, newNamespace, unique } from './support/contract-objects.ts';
import { type ContractServer, openContractServer } from './support/contract-server.ts';

let server: ContractServer;
let home: Namespace;

beforeAll(async () => {
  server = await openContractServer();
  home = await newNamespace(server);
});
afterAll(() => server.close());

const namesOf = (body: { items: { metadata: { name: string } }[] }) => body.items.map(({ metadata }) => metadata.name);

describe('a list', () => {
  it('keeps to its namespace and label selector', async () => {
    const mark = unique('mark');
    for (const tier of ['a', 'b', 'c']) {
      await home.create('configmaps', configMap(`${mark}-${tier}`, {}, { labels: { mark, tier } }));
    }
    const list = async (labelSelector: string) =>
      namesOf((await server.call('GET', home.path('configmaps'), undefined, { query: { labelSelector } })).body);
    expect(await list(`mark=${mark}`)).toHaveLength(3);
    expect(await list(`mark=${mark},tier!=a`)).toEqual([`${mark}-b`, `${mark}-c`]);
    expect(await list(`mark=${mark},tier in (a, c)`)).toEqual([`${mark}-a`, `${mark}-c`]);
    expect(await list(`mark=${mark},tier notin (a,c)`)).toEqual([`${mark}-b`]);
    expect(await list(`mark=${mark},!tier`)).toEqual([]);
  });

  it('selects by the fields that the resource has, and refuses others with 400', async () => {
    const name = unique('map');
    await home.create('configmaps', configMap(name, {}));
    const list = (fieldSelector: string) =>
      server.call('GET', home.path('configmaps'), undefined, { query: { fieldSelector } });
    expect(namesOf((await list(`metadata.name=${name}`)).body)).toEqual([name]);
    expect(await list('data.a=1')).toMatchObject({ status: 400, body: { reason: 'BadRequest' } });
  });

  it('goes on page by page', async () => {
    const mark = unique('page');
    for (const one of ['a', 'b', 'c'])
      await home.create('configmaps', configMap(`${mark}-${one}`, {}, { labels: { mark } }));
    const query = { labelSelector: `mark=${mark}`, limit: '2' };
    const first = await server.call('GET', home.path('configmaps'), undefined, { query });
    expect(namesOf(first.body)).toEqual([`${mark}-a`, `${mark}-b`]);
    const rest = await server.call('GET', home.path('configmaps'), undefined, {
      query: { ...query, continue: first.body.metadata.continue },
    });
    expect(namesOf(rest.body)).toEqual([`${mark}-c`]);
    expect(rest.body.metadata.continue).toBeUndefined();
  });

  it('says its kind and leaves it out of the items', async () => {
    const { body } = await server.call('GET', home.path('configmaps'));
    expect(body).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1' });
    expect(body.items[0].kind).toBeUndefined();
  });
});

describe('a table', () => {
  it('is what a client gets that wants to print', async () => {
    const name = unique('web');
    await home.create('deployments', deployment(name));
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const query = { fieldSelector: `metadata.name=${name}` };
    const { body } = await server.call('GET', home.path('deployments'), undefined, { accept, query });
    expect(body).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
    const columns = body.columnDefinitions.map((column: { name: string }) => column.name);
    expect(columns.slice(0, 5)).toEqual(['Name', 'Ready', 'Up-to-date', 'Available', 'Age']);
    expect(body.rows).toHaveLength(1);
    expect(body.rows[0].cells.slice(0, 4)).toEqual([name, '0/0', 0, 0]);
    expect(body.rows[0].object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name } });
  });
});

describe('a watch', () => {
  it('tells of everything after the version it starts from, in order', async () => {
    const mark = unique('watch');
    const { body } = await server.call('GET', home.path('configmaps'));
    const { resourceVersion } = body.metadata;
    const stream = await server.watch(home.path('configmaps'), { resourceVersion, labelSelector: `mark=${mark}` });
    await home.create('configmaps', configMap(mark, { a: '1' }, { labels: { mark } }));
    await home.patch('configmaps', mark, 'merge', { data: { a: '2' } });
    await server.call('DELETE', home.path('configmaps', mark));
    const events = [await stream.next(), await stream.next(), await stream.next()];
    stream.end();
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
    expect(events.map(({ object }) => object.data.a)).toEqual(['1', '2', '2']);
  });

  it('begins with what is there when no version is given', async () => {
    const name = unique('watch');
    await home.create('configmaps', configMap(name, {}));
    const stream = await server.watch(home.path('configmaps'), { fieldSelector: `metadata.name=${name}` });
    expect(await stream.next()).toMatchObject({ type: 'ADDED', object: { kind: 'ConfigMap', metadata: { name } } });
    stream.end();
  });

  it('sees an object that leaves its selector as deleted, and one that enters it as added', async () => {
    const mark = unique('watch');
    const stream = await server.watch(home.path('configmaps'), { labelSelector: `mark=${mark}` });
    await home.create('configmaps', configMap(mark, {}));
    await home.patch('configmaps', mark, 'merge', { metadata: { labels: { mark } } });
    await home.patch('configmaps', mark, 'merge', { metadata: { labels: { mark: null } } });
    const events = [await stream.next(), await stream.next()];
    stream.end();
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'DELETED']);
  });
});

describe('discovery', () => {
  it.each([
    ['/api/v1', 'pods', 'Pod'],
    ['/api/v1', 'pods/log', 'Pod'],
    ['/api/v1', 'services', 'Service'],
    ['/apis/apps/v1', 'deployments', 'Deployment'],
    ['/apis/apps/v1', 'deployments/scale', 'Scale'],
    ['/apis/autoscaling/v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler'],
    ['/apis/policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget'],
    ['/apis/batch/v1', 'jobs', 'Job'],
  ])('lists under %s the resource %s of kind %s', async (path, name, kind) => {
    const { body } = await server.call('GET', path);
    expect(body.kind).toBe('APIResourceList');
    expect(body.resources).toContainEqual(expect.objectContaining({ name, kind, namespaced: true }));
  });

  it('tells clients that writes validate fields', async () => {
    const { body } = await server.call('GET', '/openapi/v3');
    const document = await server.call('GET', body.paths['apis/apps/v1'].serverRelativeURL.split('?')[0]);
    const path = document.body.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}'];
    expect(path.patch.parameters).toContainEqual(expect.objectContaining({ name: 'fieldValidation', in: 'query' }));
    expect(path.patch['x-kubernetes-group-version-kind']).toEqual({ group: 'apps', version: 'v1', kind: 'Deployment' });
  });

  it('lists the groups', async () => {
    const { body } = await server.call('GET', '/apis');
    expect(body.groups.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(['apps', 'policy']));
  });
});

describe('the scale subresource', () => {
  it('shows and sets the replicas of a deployment', async () => {
    const name = unique('web');
    await home.create('deployments', deployment(name, { paused: true }));
    const path = `${home.path('deployments', name)}/scale`;
    const first = (await server.call('GET', path)).body;
    expect(first).toMatchObject({ kind: 'Scale', spec: {}, status: { selector: `app=${name}` } });
    const unversioned = { ...first, metadata: { name, namespace: home.name } };
    const set = await server.call('PUT', path, { ...unversioned, spec: { replicas: 2 } });
    expect(set.body.spec.replicas).toBe(2);
    expect((await home.get('deployments', name)).body.spec.replicas).toBe(2);
    expect((await server.call('PUT', path, { ...first, spec: { replicas: 3 } })).status).toBe(409);
  });
});

describe('a service proxy', () => {
  it('answers 503 while no pod is ready, and 404 for a service that is not there', async () => {
    const name = unique('svc');
    const spec = { selector: { app: name }, ports: [{ port: 80 }] };
    await home.create('services', { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
    const empty = await server.call('GET', `${home.path('services', `${name}:80`)}/proxy/`);
    expect(empty).toMatchObject({ status: 503, body: { kind: 'Status', reason: 'ServiceUnavailable' } });
    expect((await server.call('GET', `${home.path('services', 'nothing:80')}/proxy/`)).status).toBe(404);
  });
});
