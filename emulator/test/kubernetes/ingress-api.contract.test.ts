import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Namespace, newNamespace, unique } from './support/contract-objects.ts';
import { type ContractServer, openContractServer } from './support/contract-server.ts';

let server: ContractServer;
let home: Namespace;

beforeAll(async () => {
  server = await openContractServer();
  home = await newNamespace(server);
});
afterAll(() => server.close());

const apiVersion = 'networking.k8s.io/v1';
const backend = { service: { name: 'web', port: { number: 80 } } };
const path = (more: object = {}) => ({ path: '/', pathType: 'Prefix', backend, ...more });
const ingress = (name: string, spec: object) => ({ apiVersion, kind: 'Ingress', metadata: { name }, spec });
const withPath = (more: object) => ({ rules: [{ http: { paths: [path(more)] } }] });
const port = (more: object) => ({ backend: { service: { name: 'web', port: more } } });

describe('an Ingress', () => {
  it.each([
    ['nothing', {}, 'spec'],
    ['a path that is not absolute', withPath({ path: 'x' }), 'spec.rules[0].http.paths[0].path'],
    ['no type of path', withPath({ pathType: undefined }), 'spec.rules[0].http.paths[0].pathType'],
    ['an unknown type of path', withPath({ pathType: 'Regex' }), 'spec.rules[0].http.paths[0].pathType'],
    ['no backend', withPath({ backend: {} }), 'spec.rules[0].http.paths[0].backend'],
    ['no port', withPath(port({})), 'spec.rules[0].http.paths[0].backend'],
    ['both kinds of port', withPath(port({ number: 80, name: 'http' })), 'spec.rules[0].http.paths[0].backend'],
    ['an address as its host', { rules: [{ host: '10.0.0.1' }] }, 'spec.rules[0].host'],
  ])('is refused with %s', async (_what, spec, field) => {
    const { status, body } = await home.create('ingresses', ingress(unique('web'), spec));
    expect(status).toBe(422);
    expect(body.details.causes.map((cause: { field: string }) => cause.field)).toContain(field);
  });

  it('begins without an address, and takes its annotations by server-side apply', async () => {
    const name = unique('web');
    const applied = { ...ingress(name, withPath({})), metadata: { name, annotations: { 'example.com/a': '1' } } };
    const { status, body } = await home.apply('ingresses', applied, 'one');
    expect(status).toBe(201);
    expect(body.status).toEqual({ loadBalancer: {} });
    const other = { apiVersion, kind: 'Ingress', metadata: { name, annotations: { 'example.com/b': '2' } } };
    const both = await home.apply('ingresses', other, 'two');
    expect(both.body.metadata).toMatchObject({
      annotations: { 'example.com/a': '1', 'example.com/b': '2' },
      generation: 1,
    });
  });
});

describe('an IngressClass', () => {
  it('belongs to the cluster, and keeps its controller', async () => {
    const name = unique('class');
    const body = { apiVersion, kind: 'IngressClass', metadata: { name }, spec: { controller: 'example.com/one' } };
    const root = '/apis/networking.k8s.io/v1/ingressclasses';
    expect(await server.call('POST', root, body)).toMatchObject({ status: 201 });
    const moved = [{ op: 'replace', path: '/spec/controller', value: 'example.com/two' }];
    const refused = await server.call('PATCH', `${root}/${name}`, moved, { type: 'application/json-patch+json' });
    expect(refused).toMatchObject({ status: 422 });
    expect(await server.call('DELETE', `${root}/${name}`)).toMatchObject({ status: 200 });
  });
});
