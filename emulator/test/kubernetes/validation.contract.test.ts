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

const service = (name: string, spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
const autoscaler = (name: string, spec: object) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, ...spec },
});

describe('an object is refused with 422 Invalid', () => {
  it.each([
    ['without a name', 'configmaps', configMap('', {}), 'metadata.name'],
    ['with an upper-case name', 'configmaps', configMap('A_b', {}), 'metadata.name'],
    ['with a label that has a space', 'configmaps', configMap('x', {}, { labels: { x: 'a b' } }), 'metadata.labels'],
    [
      'when its selector misses its template',
      'deployments',
      deployment('x', { selector: { matchLabels: { a: 'b' } } }),
      'spec.template.metadata.labels',
    ],
    [
      'without a container image',
      'deployments',
      deployment('x', {}, { image: undefined }),
      'spec.template.spec.containers[0].image',
    ],
    [
      'with a port beyond 65535',
      'deployments',
      deployment('x', {}, { ports: [{ containerPort: 70_000 }] }),
      'spec.template.spec.containers[0].ports[0].containerPort',
    ],
    [
      'with a probe that does nothing',
      'deployments',
      deployment('x', {}, { readinessProbe: {} }),
      'spec.template.spec.containers[0].readinessProbe',
    ],
    [
      'with a hook that does two things',
      'deployments',
      deployment('x', {}, { lifecycle: { preStop: { exec: { command: ['sleep', '5'] }, sleep: { seconds: 15 } } } }),
      'spec.template.spec.containers[0].lifecycle.preStop.sleep',
    ],
    [
      'with a probe that asks twice',
      'deployments',
      deployment('x', {}, { readinessProbe: { httpGet: { port: 80 }, tcpSocket: { port: 80 } } }),
      'spec.template.spec.containers[0].readinessProbe.tcpSocket',
    ],
    [
      'with a mount of no volume',
      'deployments',
      deployment('x', {}, { volumeMounts: [{ name: 'v', mountPath: '/v' }] }),
      'spec.template.spec.containers[0].volumeMounts[0].name',
    ],
    ['with negative replicas', 'deployments', deployment('x', { replicas: -1 }), 'spec.replicas'],
    [
      'with a rolling update that can never move',
      'deployments',
      deployment('x', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
      'spec.strategy.rollingUpdate.maxUnavailable',
    ],
    ['with a strategy of no such type', 'deployments', deployment('x', { strategy: { type: 'Big' } }), 'spec.strategy'],
    [
      'with a deadline within minReadySeconds',
      'deployments',
      deployment('x', { progressDeadlineSeconds: 5, minReadySeconds: 5 }),
      'spec.progressDeadlineSeconds',
    ],
    ['without ports', 'services', service('x', { selector: { a: 'b' } }), 'spec.ports'],
    ['with two nameless ports', 'services', service('x', { ports: [{ port: 1 }, { port: 2 }] }), 'spec.ports[0].name'],
    [
      'with fewer replicas at most than at least',
      'horizontalpodautoscalers',
      autoscaler('x', { minReplicas: 3, maxReplicas: 2 }),
      'spec.maxReplicas',
    ],
  ])('%s', async (_what, plural, object, field) => {
    const { status, body } = await home.create(plural, object);
    expect({ status, reason: body.reason }).toEqual({ status: 422, reason: 'Invalid' });
    const fields: string[] = body.details.causes.map((cause: { field: string }) => cause.field);
    expect(fields.map((one) => one.slice(0, field.length))).toContain(field);
  });
});

describe('what stays as it was created', () => {
  it("is a deployment's selector", async () => {
    const name = unique('web');
    await home.create('deployments', deployment(name));
    const labels = { app: 'other' };
    const patch = { spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } } };
    const { status, body } = await home.patch('deployments', name, 'merge', patch);
    expect(status).toBe(422);
    expect(body.message).toContain('spec.selector: Invalid value');
    expect(body.message).toContain('field is immutable');
  });

  it("is a service's cluster IP, which an update may leave out", async () => {
    const name = unique('svc');
    const made = await home.create('services', service(name, { ports: [{ port: 80 }] }));
    const changed = await home.patch('services', name, 'merge', { spec: { clusterIP: '10.96.0.99' } });
    expect(changed.status).toBe(422);
    const put = await server.call('PUT', home.path('services', name), service(name, { ports: [{ port: 81 }] }));
    expect(put.body.spec).toMatchObject({ clusterIP: made.body.spec.clusterIP, ports: [{ port: 81, targetPort: 81 }] });
  });

  it('is the content of an immutable ConfigMap and the type of a Secret', async () => {
    const [map, secret] = [unique('map'), unique('secret')];
    await home.create('configmaps', { ...configMap(map, { a: '1' }), immutable: true });
    expect((await home.patch('configmaps', map, 'merge', { data: { a: '2' } })).status).toBe(422);
    await home.create('secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { name: secret } });
    expect((await home.patch('secrets', secret, 'merge', { type: 'other' })).status).toBe(422);
  });
});

describe('a request is refused', () => {
  it('with 409 AlreadyExists when the name is taken', async () => {
    const name = unique('map');
    await home.create('configmaps', configMap(name, {}));
    expect(await home.create('configmaps', configMap(name, {}))).toMatchObject({
      status: 409,
      body: { reason: 'AlreadyExists', message: `configmaps "${name}" already exists` },
    });
  });

  it('with 400 when a field has the wrong type', async () => {
    const { status, body } = await home.create('deployments', deployment('x', { replicas: '3' }));
    expect({ status, reason: body.reason }).toEqual({ status: 400, reason: 'BadRequest' });
    expect(body.message).toContain('cannot unmarshal string into Go struct field');
  });

  it('with 400 when the body is for another namespace or no JSON', async () => {
    expect((await home.create('configmaps', configMap('x', {}, { namespace: 'other' }))).status).toBe(400);
    expect((await server.call('POST', home.path('configmaps'), '{"apiVersion":')).status).toBe(400);
  });

  it('with 400 under strict validation when a field is unknown, and else warns and drops the field', async () => {
    const typo = (name: string) => ({ ...configMap(name, { a: '1' }), dato: {} });
    const strict = await server.call('POST', home.path('configmaps'), typo(unique('map')), {
      query: { fieldValidation: 'Strict' },
    });
    expect(strict.status).toBe(400);
    expect(strict.body.message).toContain('strict decoding error: unknown field "dato"');
    const lax = await home.create('configmaps', typo(unique('map')));
    expect(lax.body.dato).toBeUndefined();
    expect(lax.warnings.join()).toContain('unknown field');
  });

  it('with 500 when an object to be created has a resourceVersion', async () => {
    const { status } = await home.create('configmaps', configMap(unique('map'), {}, { resourceVersion: '5' }));
    expect(status).toBe(500);
  });

  it('with 401 for an unknown token and with 404 for an unknown resource', async () => {
    expect(await server.call('GET', home.path('pods'), undefined, { token: 'wrong' })).toMatchObject({
      status: 401,
      body: { kind: 'Status', reason: 'Unauthorized' },
    });
    expect((await server.call('GET', home.path('widgets'))).status).toBe(404);
  });
});

describe('the server completes', () => {
  it('deployments as documented', async () => {
    const probe = { httpGet: { port: 8080 } };
    const { body } = await home.create(
      'deployments',
      deployment(
        unique('web'),
        { replicas: undefined, paused: true },
        { ports: [{ containerPort: 8080 }], readinessProbe: probe },
      ),
    );
    expect(body.spec).toMatchObject({
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    });
    expect(body.spec.template.spec).toEqual({
      containers: [
        {
          name: 'web',
          image: 'web:1',
          imagePullPolicy: 'IfNotPresent',
          ports: [{ containerPort: 8080, protocol: 'TCP' }],
          readinessProbe: {
            httpGet: { path: '/', port: 8080, scheme: 'HTTP' },
            timeoutSeconds: 1,
            periodSeconds: 10,
            successThreshold: 1,
            failureThreshold: 3,
          },
          resources: {},
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
      restartPolicy: 'Always',
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
    });
  });

  it('services with an address and target ports', async () => {
    const { body } = await home.create('services', service(unique('svc'), { ports: [{ port: 80 }] }));
    expect(body.spec).toMatchObject({
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }],
    });
    expect(body.spec.clusterIPs).toEqual([body.spec.clusterIP]);
    expect(body.status).toEqual({ loadBalancer: {} });
  });

  it('secrets from plain text, and generated names', async () => {
    const { body } = await server.call('POST', home.path('secrets'), {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { generateName: 'made-' },
      stringData: { p: 'q' },
    });
    expect(body).toMatchObject({ type: 'Opaque', data: { p: 'cQ==' } });
    expect(body.stringData).toBeUndefined();
    expect(body.metadata.name).toMatch(/^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  it('autoscalers with a floor of one', async () => {
    const { body } = await home.create('horizontalpodautoscalers', autoscaler(unique('hpa'), { maxReplicas: 3 }));
    expect(body.spec.minReplicas).toBe(1);
    expect(body.spec.metrics[0].resource.target).toEqual({ type: 'Utilization', averageUtilization: 80 });
  });
});
