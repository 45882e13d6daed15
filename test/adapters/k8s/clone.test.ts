import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '@kubernetes/client-node';
import fc from 'fast-check';
import { clone } from '../../../src/adapters/k8s/clone.ts';
import { type Kind, type KindObjects, kindsInOrder } from '../../../src/adapters/k8s/kinds.ts';
import { green, site } from '../../support/release-facts.ts';
import { candidateWith, cloned, deployment, manifests, newImage, oldImage, shown } from './manifests.ts';

const labels = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.stringMatching(/^[a-z0-9]{0,6}$/));
const replicas = fc.integer({ min: 1, max: 50 });
const candidate = fc
  .record({ replicas, floor: fc.option(replicas), epoch: fc.integer({ min: 1 }) })
  .map(({ epoch, ...capacity }) => candidateWith({ capacity, release: { service: 'orders', epoch } }));

/** Any object of the sample workload, as an API server shows it, with labels, annotations and fields of the day after tomorrow. */
const anyObject = fc
  .constantFrom(...kindsInOrder)
  .chain((kind) => fc.tuple(fc.constant(kind), fc.constantFrom(...manifests[kind]), labels, labels, fc.jsonValue()))
  .map(([kind, object, moreLabels, moreAnnotations, future]) => {
    const base = shown(kind, object as KindObjects[Kind]) as KubernetesObject & { spec?: object };
    const metadata = {
      ...base.metadata,
      labels: { ...base.metadata?.labels, ...moreLabels },
      annotations: { ...base.metadata?.annotations, ...moreAnnotations },
    };
    const spec = base.spec === undefined ? {} : { spec: { ...base.spec, fieldOfTheFuture: future } };
    return { kind, object: { ...base, ...spec, metadata } as KindObjects[Kind] };
  });

describe('a clone of anything', () => {
  it('keeps nothing that identifies the original', () => {
    fc.assert(
      fc.property(anyObject, candidate, ({ kind, object }, to) => {
        const copy = clone(kind, object, to) as KubernetesObject & { status?: unknown };
        expect(Object.keys(copy.metadata ?? {}).toSorted()).toEqual(['annotations', 'labels', 'name', 'namespace']);
        expect(copy.status).toBeUndefined();
        const text = JSON.stringify(copy);
        expect(text).not.toMatch(/uid-of|rv-4711|last-applied|deployment.kubernetes.io|elbv2.k8s.aws\/resources/);
        expect(text).not.toContain(site.stable.targetGroup);
      }),
    );
  });

  it('is its own clone', () => {
    fc.assert(
      fc.property(anyObject, candidate, ({ kind, object }, to) => {
        const once = clone(kind, object, to);
        expect(clone(kind, once as KindObjects[Kind], to)).toEqual(once);
      }),
    );
  });

  it('has the name, labels and annotations of the original, and notes of the release', () => {
    fc.assert(
      fc.property(anyObject, candidate, ({ kind, object }, to) => {
        const { metadata } = clone(kind, object, to);
        expect(metadata).toMatchObject({
          ...{ name: object.metadata?.name, namespace: 'orders-green' },
          labels: { ...object.metadata?.labels, 'tidegate.dev/service': 'orders' },
          annotations: {
            'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/orders',
            'tidegate.dev/epoch': String(to.release.epoch),
            'tidegate.dev/version': '2.0.0',
            'tidegate.dev/created': 'true',
          },
        });
      }),
    );
  });

  it('loses no content, also none that is newer than this program', () => {
    const known = ['replicas', 'template', 'minReplicas', 'maxReplicas', 'targetGroupARN', 'ports'];
    const others = (content: object | undefined) =>
      Object.fromEntries(Object.entries(content ?? {}).filter(([key]) => !known.includes(key)));
    fc.assert(
      fc.property(anyObject, candidate, ({ kind, object }, to) => {
        const [before, after] = [object, clone(kind, object, to)] as { spec?: object; data?: object }[];
        expect(others(after?.spec)).toEqual(others(before?.spec));
        expect(after?.data).toEqual(before?.data);
      }),
    );
  });

  it('is conditional on what it replaces, and says who made that', () => {
    const existing = shown('Service', manifests.Service[0] as KindObjects['Service']);
    expect(cloned('Service', existing, existing).metadata).toMatchObject({ resourceVersion: 'rv-4711' });
    expect(cloned('Service', existing, existing).metadata?.annotations).not.toHaveProperty(['tidegate.dev/created']);
    const ours = { ...existing, metadata: { ...existing.metadata, annotations: { 'tidegate.dev/created': 'true' } } };
    expect(cloned('Service', existing, ours).metadata?.annotations).toHaveProperty(['tidegate.dev/created'], 'true');
    expect(cloned('Service', ours, existing).metadata?.annotations).not.toHaveProperty(['tidegate.dev/created']);
  });
});

describe('a cloned deployment', () => {
  it('has the new image on the one container, and as many pods as stable has now', () => {
    const copy = clone('Deployment', deployment, candidateWith({ capacity: { replicas: 9, floor: 2 } }));
    const { spec } = copy as KindObjects['Deployment'];
    expect(spec?.replicas).toBe(9);
    expect(spec?.template.spec?.containers.map(({ image }) => image)).toEqual([newImage, 'envoy:1']);
    expect(spec?.selector).toEqual(deployment.spec?.selector);
    expect(JSON.stringify(copy)).not.toContain(oldImage);
  });
});

describe('a cloned service', () => {
  const service = (spec: object) =>
    (cloned('Service', { metadata: { name: 's' }, spec }) as KindObjects['Service']).spec;
  const port = { port: 80, targetPort: 8080, nodePort: 30123 };

  it('gets an address and node ports of its own', () => {
    const spec = { clusterIP: '10.1.2.3', clusterIPs: ['10.1.2.3'], healthCheckNodePort: 30999, ports: [port] };
    expect(service(spec)).toEqual({ ports: [{ port: 80, targetPort: 8080 }] });
  });

  it('stays headless', () => {
    const headless = { clusterIP: 'None', clusterIPs: ['None'], ports: [] };
    expect(service(headless)).toEqual(headless);
  });
});

describe('a cloned autoscaler', () => {
  it.each([
    ['the floor, where stable is at it', 2, 2, 10, { minReplicas: 2, maxReplicas: 10 }],
    ['what stable has now, where that is more', 7, 2, 10, { minReplicas: 7, maxReplicas: 10 }],
    ['what stable has now, though it is more than the ceiling', 12, 2, 10, { minReplicas: 12, maxReplicas: 12 }],
  ])('never goes below %s', (_what, pods, floor, maxReplicas, expected) => {
    const autoscaler = manifests.HorizontalPodAutoscaler[0] as KindObjects['HorizontalPodAutoscaler'];
    const spec = { ...autoscaler.spec, scaleTargetRef: { kind: 'Deployment', name: 'orders' }, maxReplicas };
    const copy = clone(
      'HorizontalPodAutoscaler',
      { ...autoscaler, spec },
      candidateWith({ capacity: { replicas: pods, floor } }),
    );
    expect((copy as KindObjects['HorizontalPodAutoscaler']).spec).toMatchObject(expected);
  });
});

it('binds the clone to the target group of the candidate', () => {
  const binding = {
    metadata: { name: 'b' },
    spec: { targetGroupName: 'orders-blue', serviceRef: { name: 'orders', port: 80 } },
  };
  expect(cloned('TargetGroupBinding', binding)).toMatchObject({ spec: { targetGroupARN: green } });
  expect(JSON.stringify(cloned('TargetGroupBinding', binding))).not.toContain('orders-blue');
});

it('leaves the token secrets of a service account where they are', () => {
  const account = {
    metadata: { name: 'orders' },
    secrets: [{ name: 'orders-token-x' }],
    imagePullSecrets: [{ name: 'p' }],
  };
  expect(cloned('ServiceAccount', account)).not.toHaveProperty('secrets');
  expect(cloned('ServiceAccount', account)).toHaveProperty('imagePullSecrets');
});

it('refuses to copy the token of a service account', () => {
  const token = { metadata: { name: 'token', namespace: 'orders-blue' }, type: 'kubernetes.io/service-account-token' };
  expect(() => cloned('Secret', token)).toThrow(
    expect.objectContaining({
      name: 'CandidateRejected',
      message: expect.stringContaining('secret token in namespace orders-blue'),
    }),
  );
});
