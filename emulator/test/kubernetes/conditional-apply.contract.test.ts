import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { configMap, type Namespace, newNamespace, unique } from './support/contract-objects.ts';
import { type ContractServer, openContractServer } from './support/contract-server.ts';

let server: ContractServer;
let home: Namespace;

beforeAll(async () => {
  server = await openContractServer();
  home = await newNamespace(server);
});
afterAll(() => server.close());

const stale = 'the object has been modified; please apply your changes to the latest version and try again';

describe('a configuration that names a resourceVersion', () => {
  it('is applied while the object is at that version', async () => {
    const name = unique('map');
    const made = await home.apply('configmaps', configMap(name, { a: '1' }), 'ann');
    const { resourceVersion } = made.body.metadata;
    const { status } = await home.apply('configmaps', configMap(name, { a: '2' }, { resourceVersion }), 'ann');
    expect(status).toBe(200);
  });

  it('is refused with 409 when the object has moved on, forced or not', async () => {
    const name = unique('map');
    const made = await home.apply('configmaps', configMap(name, { a: '1' }), 'ann');
    const { resourceVersion } = made.body.metadata;
    await home.apply('configmaps', configMap(name, { a: '2' }), 'ann');
    const late = configMap(name, { a: '3' }, { resourceVersion });
    for (const query of [{}, { force: 'true' }]) {
      const refused = await home.apply('configmaps', late, 'ann', query);
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({
        reason: 'Conflict',
        message: `Operation cannot be fulfilled on configmaps "${name}": ${stale}`,
        details: { name, kind: 'configmaps' },
      });
    }
  });

  it('creates the object when it is absent: the version guards nothing then', async () => {
    const name = unique('map');
    const { status } = await home.apply('configmaps', configMap(name, { a: '1' }, { resourceVersion: '7' }), 'ann');
    expect(status).toBe(201);
  });
});

describe('a configuration that names a uid', () => {
  it('is refused with 409 when the object is absent and with 422 when it is another one', async () => {
    const name = unique('map');
    const uid = '5f4c3d2e-0000-4000-8000-000000000000';
    const absent = await home.apply('configmaps', configMap(name, { a: '1' }, { uid }), 'ann');
    expect(absent.status).toBe(409);
    expect(absent.body.message).toContain('no existing object was found');
    await home.apply('configmaps', configMap(name, { a: '1' }), 'ann');
    const other = await home.apply('configmaps', configMap(name, { a: '2' }, { uid }), 'ann');
    expect(other.status).toBe(422);
    expect(other.body.message).toContain('metadata.uid: Invalid value');
  });
});

describe('an apply patch', () => {
  it('needs a field manager', async () => {
    const { status, body } = await home.apply('configmaps', configMap(unique('map'), {}), '');
    expect(status).toBe(422);
    expect(body.message).toBe(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
  });

  it.each([
    ['another name', { metadata: { name: 'other' } }, 400, 'the name of the object (other) does not match'],
    ['another kind', { kind: 'Secret' }, 400, 'invalid object type'],
    ['managed fields', { managed: true }, 400, 'metadata.managedFields must be nil'],
    ['an unknown field', { foo: 1 }, 500, '.foo: field not declared in schema'],
  ])('is refused with %s', async (_what, change, status, message) => {
    const name = unique('map');
    const managed = 'managed' in change ? { managedFields: [{ manager: 'x' }] } : {};
    const { managed: _managed, ...fields } = change as { managed?: boolean };
    const object = { ...configMap(name, {}, managed), ...fields };
    const answer = await server.call('PATCH', home.path('configmaps', name), object, {
      type: 'application/apply-patch+yaml',
      query: { fieldManager: 'ann' },
    });
    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(message);
  });

  it('may be YAML', async () => {
    const name = unique('map');
    const yaml = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: "1"\n`;
    const answer = await server.call('PATCH', home.path('configmaps', name), yaml, {
      type: 'application/apply-patch+yaml',
      query: { fieldManager: 'ann' },
    });
    expect(answer.body.data).toEqual({ a: '1' });
  });

  it('stores nothing in a dry run', async () => {
    const name = unique('map');
    const answer = await home.apply('configmaps', configMap(name, { a: '1' }), 'ann', { dryRun: 'All' });
    expect(answer.body.data).toEqual({ a: '1' });
    expect((await home.get('configmaps', name)).status).toBe(404);
  });

  it('is refused where the namespace does not exist', async () => {
    const path = '/api/v1/namespaces/nowhere-at-all/configmaps/map';
    const { status, body } = await server.call('PATCH', path, configMap('map', {}), {
      type: 'application/apply-patch+yaml',
      query: { fieldManager: 'ann' },
    });
    expect(status).toBe(404);
    expect(body.message).toBe('namespaces "nowhere-at-all" not found');
  });
});
