import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiObject, type Namespace, newNamespace, unique } from './support/contract-objects.ts';
import { type ContractServer, openContractServer } from './support/contract-server.ts';

let server: ContractServer;
let home: Namespace;

beforeAll(async () => {
  server = await openContractServer();
  home = await newNamespace(server);
});
afterAll(() => server.close());

const volumes = [
  { name: 'migrations', emptyDir: { sizeLimit: '1Gi' } },
  { name: 'control', configMap: { name: 'control', optional: true } },
];
const copy = {
  name: 'copy',
  image: `shop@sha256:${'7'.repeat(64)}`,
  command: ['cp', '-R', '/migrations/.', '/work'],
  volumeMounts: [{ name: 'migrations', mountPath: '/work' }],
};
/** A Job that starts no pod. */
const job = (spec: object = {}, pod: object = {}, container: object = {}, name = unique('job')): ApiObject => {
  const containers = [{ name: 'main', image: 'migrator:1', ...container }];
  const template = { spec: { restartPolicy: 'Never', initContainers: [copy], containers, volumes, ...pod } };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { suspend: true, template, ...spec } };
};
const env = (...variables: object[]) => ({ env: variables });
const mounts = (...volumeMounts: object[]) => ({ volumeMounts });
const main = 'spec.template.spec.containers[0]';

describe('a Job is refused with 422 Invalid', () => {
  it.each([
    ['with a negative limit', job({ backoffLimit: -1 }), ['spec.backoffLimit']],
    ['with a negative deadline', job({ activeDeadlineSeconds: -1 }), ['spec.activeDeadlineSeconds']],
    ['with a negative time to live', job({ ttlSecondsAfterFinished: -1 }), ['spec.ttlSecondsAfterFinished']],
    ['with a replacement policy of no such name', job({ podReplacementPolicy: 'No' }), ['spec.podReplacementPolicy']],
    ['whose pods start again for ever', job({}, { restartPolicy: 'Always' }), ['spec.template.spec.restartPolicy']],
    [
      'with a mount of no volume',
      job({}, {}, mounts({ name: 'no', mountPath: '/a' })),
      [`${main}.volumeMounts[0].name`],
    ],
    [
      'with two mounts at one path',
      job({}, {}, mounts({ name: 'control', mountPath: '/a' }, { name: 'migrations', mountPath: '/a' })),
      [`${main}.volumeMounts[1].mountPath`],
    ],
    [
      'with volumes of one name, or of nothing',
      job({}, { volumes: [...volumes, ...volumes.slice(1), { name: 'x', configMap: {} }, { name: 'y', secret: {} }] }),
      ['volumes[2].name', 'volumes[3].configMap.name', 'volumes[4].secret.secretName'].map(
        (field) => `spec.template.spec.${field}`,
      ),
    ],
    [
      'with an init container named like another container',
      job({}, { initContainers: [{ ...copy, name: 'main' }] }),
      ['spec.template.spec.initContainers[0].name'],
    ],
    [
      'with a variable from nowhere, from two places, or from a Secret without its key',
      job(
        {},
        {},
        env(
          { name: 'A', valueFrom: {} },
          { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' }, fieldRef: { fieldPath: 'metadata.name' } } },
        ),
      ),
      [`${main}.env[0].valueFrom`, `${main}.env[1].valueFrom`],
    ],
    ['with a variable named =', job({}, {}, env({ name: '=' })), [`${main}.env[0].name`]],
    [
      'with a Secret but no key',
      job({}, {}, env({ name: 'A', valueFrom: { secretKeyRef: { name: 's' } } })),
      [`${main}.env[0].valueFrom.secretKeyRef.key`],
    ],
    [
      'with a message policy of no such name',
      job({}, {}, { terminationMessagePolicy: 'Shout' }),
      [`${main}.terminationMessagePolicy`],
    ],
  ])('%s', async (_what, object, fields) => {
    const { status, body } = await server.call('POST', `/apis/batch/v1/namespaces/${home.name}/jobs`, object);
    expect({ status, reason: body.reason }).toEqual({ status: 422, reason: 'Invalid' });
    expect([...new Set(body.details.causes.map((cause: { field: string }) => cause.field))]).toEqual(fields);
  });

  it('with a name that is too long for the label that its pods get', async () => {
    const { status, body } = await home.create('jobs', job({}, {}, {}, 'x'.repeat(64)));
    expect(status).toBe(422);
    expect(body.message).toContain('must be no more than 63 bytes');
  });

  it('with a selector of its own, unless it says that it has one', async () => {
    const { status, body } = await home.create('jobs', job({ selector: { matchLabels: { a: 'b' } } }));
    expect(status).toBe(422);
    expect(body.message).toContain('`selector` not auto-generated');
  });
});

describe('a Job', () => {
  it('is completed as documented', async () => {
    const made = job({ backoffLimit: 0 }, {}, mounts({ name: 'migrations', mountPath: '/work', readOnly: true }));
    const { status, body } = await home.create('jobs', made);
    expect(status).toBe(201);
    const { template, selector, ...spec } = body.spec;
    expect(spec).toEqual({
      ...{ parallelism: 1, completions: 1, backoffLimit: 0, completionMode: 'NonIndexed', suspend: true },
      ...{ manualSelector: false, podReplacementPolicy: 'TerminatingOrFailed' },
    });
    const { uid, name } = body.metadata;
    expect(selector).toEqual({ matchLabels: { 'batch.kubernetes.io/controller-uid': uid } });
    const labels = {
      ...{ 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name },
      ...{ 'controller-uid': uid, 'job-name': name },
    };
    expect(template.metadata.labels).toEqual(labels);
    expect(body.metadata.labels).toEqual(labels);
    const own = await home.create('jobs', { ...made, metadata: { name: unique('job'), labels: { a: 'b' } } });
    expect(own.body.metadata.labels).toEqual({ a: 'b' });
    const usual = { resources: {}, terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' };
    expect(template.spec.initContainers).toEqual([{ ...copy, ...usual, imagePullPolicy: 'IfNotPresent' }]);
    expect(template.spec.volumes).toEqual([
      volumes[0],
      { name: 'control', configMap: { name: 'control', optional: true, defaultMode: 420 } },
    ]);
  });

  it('keeps its template and completions, and lets its limits change', async () => {
    const name = unique('job');
    await home.create('jobs', job({ suspend: false }, {}, {}, name));
    const change = async (spec: object) => {
      const { status, body } = await home.patch('jobs', name, 'merge', { spec });
      return status === 200 ? 200 : body.details.causes.map((cause: { field: string }) => cause.field);
    };
    const containers = [{ name: 'main', image: 'migrator:2' }];
    expect(await change({ template: { spec: { containers } } })).toEqual(['spec.template']);
    expect(await change({ completions: 2 })).toEqual(['spec.completions']);
    expect(await change({ backoffLimit: 3, activeDeadlineSeconds: 5, podReplacementPolicy: 'Failed' })).toBe(200);
  });

  it('that is deleted in no special way orphans its pods, with a warning', async () => {
    const name = unique('job');
    await home.create('jobs', job({}, {}, {}, name));
    const { warnings, body } = await server.call('DELETE', home.path('jobs', name));
    expect(warnings.join()).toContain('child pods are preserved by default when jobs are deleted');
    expect(body.metadata.finalizers).toEqual(['orphan']);
    const policy = await server.call('DELETE', home.path('jobs', unique('none')), { propagationPolicy: 'Background' });
    expect(policy).toMatchObject({ status: 404, warnings: [] });
  });
});
