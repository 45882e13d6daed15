import { describe, expect, it } from '@jest/globals';
import { type Kind, kindsInOrder } from '../../../src/adapters/k8s/kinds.ts';
import { type Found, removalPlan } from '../../../src/adapters/k8s/removal-plan.ts';
import type { OfKind } from '../../../src/adapters/k8s/stable-objects.ts';
import { cloned, deployment, manifests } from './manifests.ts';

/** The whole sample workload as a release left it. */
const ours = (kind: Kind): OfKind[] =>
  manifests[kind]
    .filter((object) => object.metadata?.name?.startsWith('orders'))
    .map((object) => ({ kind, object: cloned(kind, object) }) as unknown as OfKind);

const found = (changes: Partial<Found> = {}): Found => ({
  labelled: kindsInOrder.flatMap(ours),
  deployments: [cloned('Deployment', deployment)],
  serviceAccounts: [],
  ...changes,
});
const kindsGone = (keep: string[], changes?: Partial<Found>) => [
  ...new Set(removalPlan('orders', keep, found(changes)).deletions.map(({ kind }) => kind)),
];
const namesGone = (kind: Kind, changes: Partial<Found>) =>
  removalPlan('orders', [], found(changes))
    .deletions.filter((item) => item.kind === kind)
    .map(({ object }) => object.metadata?.name);

describe('taking a version away', () => {
  it('deletes all that Tidegate made: first what brings users, then the pods, then what they use', () => {
    expect(kindsGone([])).toEqual([
      ...['TargetGroupBinding', 'Deployment', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'],
      ...['Service', 'Secret', 'ConfigMap', 'ServiceAccount'],
    ]);
    expect(removalPlan('orders', [], found()).scaleToZero).toBeUndefined();
  });

  it('leaves kinds that the policy keeps', () => {
    const keep = ['TargetGroupBinding', 'Service', 'Secret', 'ConfigMap', 'ServiceAccount'];
    expect(kindsGone(keep)).toEqual(['Deployment', 'HorizontalPodAutoscaler', 'PodDisruptionBudget']);
  });

  it('deletes nothing that was there before Tidegate, but scales its deployment to zero', () => {
    const theirs = kindsInOrder.flatMap((kind) => manifests[kind].map((object) => ({ kind, object }) as OfKind));
    const plan = removalPlan('orders', [], found({ labelled: theirs, deployments: [deployment] }));
    expect(plan).toEqual({ deletions: [], scaleToZero: deployment });
  });

  it('has nothing to scale where nothing runs', () => {
    const idle = { ...deployment, spec: { ...deployment.spec, replicas: 0 } } as typeof deployment;
    expect(removalPlan('orders', [], found({ deployments: [idle] })).scaleToZero).toBeUndefined();
    expect(removalPlan('orders', [], found({ deployments: [] })).scaleToZero).toBeUndefined();
  });

  it('leaves what another deployment of the namespace still uses', () => {
    const spec = {
      serviceAccountName: 'orders',
      containers: [{ name: 'app', envFrom: [{ configMapRef: { name: 'orders-env' } }] }],
    };
    const template = { metadata: { labels: { app: 'orders' } }, spec };
    const other = { metadata: { name: 'reports' }, spec: { selector: {}, template } };
    const changes = {
      deployments: [cloned('Deployment', deployment), other],
      serviceAccounts: [...manifests.ServiceAccount],
    };
    expect(namesGone('ConfigMap', changes)).toEqual(['orders-log', 'orders-files']);
    expect(namesGone('Secret', changes)).toEqual(['orders-db', 'orders-tls', 'orders-registry']);
    expect(namesGone('ServiceAccount', changes)).toEqual([]);
    expect(namesGone('Service', changes)).toEqual([]);
    expect(namesGone('Deployment', changes)).toEqual(['orders']);
  });
});
