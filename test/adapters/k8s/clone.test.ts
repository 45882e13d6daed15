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

  it('keeps the pods that it grew to when the same release deploys it again', () => {
    const first = clone('Deployment', deployment, candidateWith()) as KindObjects['Deployment'];
    const grown = { ...first, spec: { ...first.spec, replicas: 9 } } as typeof first;
    expect(clone('Deployment', deployment, candidateWith(), grown)).toMatchObject({ spec: { replicas: 9 } });
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
  const autoscaler = manifests.HorizontalPodAutoscaler[0] as KindObjects['HorizontalPodAutoscaler'];
  const stable = (changes: object, annotations: Record<string, string> = {}) =>
    ({
      metadata: { ...autoscaler.metadata, annotations },
      spec: { ...autoscaler.spec, ...changes },
    }) as KindObjects['HorizontalPodAutoscaler'];
  const copyOf = (
    original: KindObjects['HorizontalPodAutoscaler'],
    replicas: number,
    existing?: KindObjects['HorizontalPodAutoscaler'],
  ) =>
    clone(
      'HorizontalPodAutoscaler',
      original,
      candidateWith({ capacity: { replicas, floor: 2 } }),
      existing,
    ) as KindObjects['HorizontalPodAutoscaler'];

  it.each([
    ['as many as stable has', 7, 10, { minReplicas: 7, maxReplicas: 10 }],
    ['fewer than the floor of stable', 1, 10, { minReplicas: 1, maxReplicas: 10 }],
    ['more than the ceiling', 12, 10, { minReplicas: 12, maxReplicas: 12 }],
    ['none', 0, 10, { minReplicas: 1, maxReplicas: 10 }],
  ])('keeps the pods that it gets at first: %s', (_what, pods, maxReplicas, expected) => {
    expect(copyOf(stable({ maxReplicas }), pods).spec).toMatchObject(expected);
  });

  it('has noted what is its own, for afterwards', () => {
    expect(copyOf(stable({ maxReplicas: 4 }), 6).metadata?.annotations).toMatchObject({
      ...{ 'tidegate.dev/floor': '2', 'tidegate.dev/pinned-floor': '6' },
      ...{ 'tidegate.dev/ceiling': '4', 'tidegate.dev/pinned-ceiling': '6' },
    });
  });

  it('takes nothing for stable’s own that a release gave it', () => {
    const notes = { 'tidegate.dev/ceiling': '4', 'tidegate.dev/pinned-ceiling': '9' };
    expect(copyOf(stable({ maxReplicas: 9 }, notes), 1).spec).toMatchObject({ maxReplicas: 4 });
    expect(copyOf(stable({ maxReplicas: 8 }, notes), 1).spec).toMatchObject({ maxReplicas: 8 });
  });

  it('keeps what it grew to when the same release deploys it again, not what an older one left', () => {
    const first = copyOf(stable({}), 1);
    const grown = { ...first, spec: { ...first.spec, minReplicas: 5 } } as typeof first;
    expect(copyOf(stable({}), 1, grown).spec).toMatchObject({ minReplicas: 5 });
    const annotations = { ...grown.metadata?.annotations, 'tidegate.dev/epoch': '6' };
    const older = { ...grown, metadata: { ...grown.metadata, annotations } };
    expect(copyOf(stable({}), 1, older).spec).toMatchObject({ minReplicas: 1 });
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
