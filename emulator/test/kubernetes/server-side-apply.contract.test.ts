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

const ownersOf = (body: { metadata: { managedFields?: { manager: string; operation: string }[] } }) =>
  (body.metadata.managedFields ?? []).map(({ manager, operation }) => `${manager} ${operation}`).sort();

describe('server-side apply', () => {
  it('creates an absent object and records who owns which field', async () => {
    const { status, body } = await home.apply('configmaps', configMap(unique('map'), { a: '1' }), 'ann');
    expect(status).toBe(201);
    expect(body.metadata.managedFields).toEqual([
      expect.objectContaining({
        manager: 'ann',
        operation: 'Apply',
        apiVersion: 'v1',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { 'f:a': {} } },
      }),
    ]);
  });

  it('changes nothing when the same configuration is applied again', async () => {
    const object = configMap(unique('map'), { a: '1' }, { labels: { x: 'y' } });
    await home.apply('configmaps', object, 'ann');
    await home.patch('configmaps', object.metadata.name ?? '', 'merge', { metadata: { labels: { other: 'x' } } });
    const before = await home.apply('configmaps', object, 'ann');
    const again = await home.apply('configmaps', object, 'ann');
    expect(again.status).toBe(200);
    expect(again.body).toEqual(before.body);
  });

  it('removes a field that its only owner leaves out', async () => {
    const name = unique('map');
    await home.apply('configmaps', configMap(name, { a: '1', b: '2' }, { labels: { x: 'y' } }), 'ann');
    const { body } = await home.apply('configmaps', configMap(name, { a: '1' }), 'ann');
    expect(body.data).toEqual({ a: '1' });
    expect(body.metadata.labels).toBeUndefined();
  });

  it('keeps a field that someone else owns as well', async () => {
    const name = unique('map');
    await home.apply('configmaps', configMap(name, { a: '1', b: '2' }), 'ann');
    await home.apply('configmaps', configMap(name, { b: '2' }), 'bob');
    const { body } = await home.apply('configmaps', configMap(name, { a: '1' }), 'ann');
    expect(body.data).toEqual({ a: '1', b: '2' });
    expect(ownersOf(body)).toEqual(['ann Apply', 'bob Apply']);
  });

  it('never touches fields that only others own', async () => {
    const name = unique('map');
    await home.create('configmaps', configMap(name, { theirs: '1' }));
    const { body } = await home.apply('configmaps', configMap(name, { ours: '1' }), 'ann');
    expect(body.data).toEqual({ theirs: '1', ours: '1' });
  });

  it('refuses with every conflict to change a field of another manager, and takes it over by force', async () => {
    const name = unique('map');
    await home.apply('configmaps', configMap(name, { a: '1' }), 'ann');
    const refused = await home.apply('configmaps', configMap(name, { a: '2', b: '3' }), 'bob');
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      kind: 'Status',
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict: conflict with "ann": .data.a',
      details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "ann"', field: '.data.a' }] },
    });
    expect((await home.get('configmaps', name)).body.data).toEqual({ a: '1' });
    const forced = await home.apply('configmaps', configMap(name, { a: '2' }), 'bob', { force: 'true' });
    expect(forced.body.data).toEqual({ a: '2' });
    expect(ownersOf(forced.body)).toEqual(['bob Apply']);
  });

  it('names the conflicts of several managers one after the other', async () => {
    const name = unique('map');
    await home.apply('configmaps', configMap(name, { a: '1', b: '1' }), 'ann');
    await home.apply('configmaps', configMap(name, { c: '1' }), 'bob');
    const { body } = await home.apply('configmaps', configMap(name, { a: '2', b: '2', c: '2' }), 'eve');
    expect(body.message).toBe(
      'Apply failed with 3 conflicts: conflicts with "ann":\n- .data.a\n- .data.b\nconflicts with "bob":\n- .data.c',
    );
  });

  it('merges containers and environment by name and removes only its own items', async () => {
    const name = unique('web');
    const env = (...names: string[]) => ({ env: names.map((one) => ({ name: one, value: one })) });
    await home.apply('deployments', deployment(name, {}, env('A', 'B')), 'ann');
    await home.patch('deployments', name, 'strategic-merge', {
      spec: { template: { spec: { containers: [{ name: 'web', ...env('C') }] } } },
    });
    const { body } = await home.apply('deployments', deployment(name, {}, env('B')), 'ann');
    const [container] = body.spec.template.spec.containers;
    expect(container.env.map((one: { name: string }) => one.name).sort()).toEqual(['B', 'C']);
    expect(container).toMatchObject({ image: 'web:1', imagePullPolicy: 'IfNotPresent' });
  });

  it('tells ports of the same number apart by protocol', async () => {
    const name = unique('svc');
    const service = (protocol: string) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { selector: { app: 'x' }, ports: [{ name: protocol.toLowerCase(), port: 53, protocol }] },
    });
    await home.apply('services', service('TCP'), 'ann');
    const { body } = await home.apply('services', service('UDP'), 'bob');
    expect(body.spec.ports.map(({ protocol }: { protocol: string }) => protocol).sort()).toEqual(['TCP', 'UDP']);
  });

  it('replaces a selector as a whole', async () => {
    const name = unique('svc');
    const service = (selector: object) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { selector, ports: [{ port: 80 }] },
    });
    await home.apply('services', service({ a: '1', b: '1' }), 'ann');
    const { body } = await home.apply('services', service({ c: '1' }), 'ann');
    expect(body.spec.selector).toEqual({ c: '1' });
  });

  it('owns what was applied and none of the defaults', async () => {
    const { body } = await home.apply('deployments', deployment(unique('web')), 'ann');
    const [entry] = body.metadata.managedFields;
    expect(Object.keys(entry.fieldsV1['f:spec']).sort()).toEqual(['f:replicas', 'f:selector', 'f:template']);
    expect(body.spec.progressDeadlineSeconds).toBe(600);
  });

  it('gives a plain create all that it says and all the defaults', async () => {
    const { body } = await home.create('deployments', deployment(unique('web')));
    const entry = body.metadata.managedFields.find(({ manager }: { manager: string }) => manager === 'contract');
    expect(entry.operation).toBe('Update');
    expect(Object.keys(entry.fieldsV1['f:spec'])).toContain('f:progressDeadlineSeconds');
  });

  it('conflicts with replicas that were set through the scale subresource', async () => {
    const name = unique('web');
    await home.apply('deployments', deployment(name, { replicas: 0 }), 'ann');
    const scaled = await server.call(
      'PATCH',
      `${home.path('deployments', name)}/scale`,
      { spec: { replicas: 1 } },
      { type: 'application/merge-patch+json', query: { fieldManager: 'autoscaler' } },
    );
    expect(scaled.body).toMatchObject({ kind: 'Scale', spec: { replicas: 1 } });
    const refused = await home.apply('deployments', deployment(name, { replicas: 0 }), 'ann');
    expect(refused.status).toBe(409);
    expect(refused.body.message).toBe(
      'Apply failed with 1 conflict: conflict with "autoscaler" with subresource "scale" using apps/v1: .spec.replicas',
    );
  });

  it('ignores the status of an applied deployment', async () => {
    const { body } = await home.apply('deployments', { ...deployment(unique('web')), status: { replicas: 9 } }, 'ann');
    expect(body.status.replicas).toBeUndefined();
    expect(body.metadata.managedFields[0].fieldsV1['f:status']).toBeUndefined();
  });

  it('works on custom resources', async () => {
    await ensureTargetGroupBindings(server);
    const object = (port: number) => ({
      apiVersion: 'elbv2.k8s.aws/v1beta1',
      kind: 'TargetGroupBinding',
      metadata: { name: 'binding' },
      spec: { targetGroupARN: 'arn:aws:x', serviceRef: { name: 'web', port } },
    });
    expect((await home.apply('targetgroupbindings', object(80), 'ann')).status).toBe(201);
    expect((await home.apply('targetgroupbindings', object(81), 'bob')).status).toBe(409);
    const forced = await home.apply('targetgroupbindings', object(81), 'bob', { force: 'true' });
    expect(forced.body.spec.serviceRef).toEqual({ name: 'web', port: 81 });
  });
});
