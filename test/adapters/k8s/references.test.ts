import { describe, expect, it } from '@jest/globals';
import {
  autoscalersOf,
  bindingsOf,
  budgetsOf,
  pullSecretsOf,
  referencesOf,
  servicesOf,
} from '../../../src/adapters/k8s/references.ts';
import { selectorText, selects, serviceSelects } from '../../../src/adapters/k8s/selectors.ts';
import { blue, green } from '../../support/release-facts.ts';
import { deployment, manifests } from './manifests.ts';

const namesOf = (objects: readonly { metadata?: { name?: string } }[]) => objects.map(({ metadata }) => metadata?.name);

describe('a deployment refers to', () => {
  it('what its containers and volumes name, each once, and not to what is in every namespace', () => {
    expect(referencesOf(deployment)).toEqual({
      configMaps: ['orders-log', 'orders-maybe', 'orders-env', 'orders-files'],
      secrets: ['orders-db', 'orders-tls', 'orders-registry'],
      serviceAccount: 'orders',
    });
  });

  it('what its init containers and mounted secrets name', () => {
    const spec = {
      containers: [],
      initContainers: [{ name: 'init', envFrom: [{ secretRef: { name: 'init-secret' } }] }],
      volumes: [
        { name: 's', secret: { secretName: 'mounted' } },
        { name: 'c', csi: { driver: 'd', nodePublishSecretRef: { name: 'csi-secret' } } },
      ],
    };
    const references = referencesOf({ spec: { selector: {}, template: { spec } } });
    expect(references.secrets).toEqual(['init-secret', 'mounted', 'csi-secret']);
  });

  it('no service account when it runs as the default one', () => {
    const spec = { containers: [], serviceAccountName: 'default' };
    expect(referencesOf({ spec: { selector: {}, template: { spec } } }).serviceAccount).toBeUndefined();
    expect(referencesOf({}).serviceAccount).toBeUndefined();
  });
});

it('a service account refers to its pull secrets', () => {
  expect(pullSecretsOf(manifests.ServiceAccount[0])).toEqual(['orders-pull']);
  expect(pullSecretsOf(undefined)).toEqual([]);
});

describe('belonging to a deployment are', () => {
  it('services whose selector its pods match, and none without a selector', () => {
    expect(namesOf(servicesOf(deployment, manifests.Service))).toEqual(['orders']);
  });

  it('disruption budgets that select its pods', () => {
    const other = { metadata: { name: 'other' }, spec: { selector: { matchLabels: { tier: 'batch' } } } };
    expect(namesOf(budgetsOf(deployment, [...manifests.PodDisruptionBudget, other]))).toEqual(['orders']);
  });

  it('autoscalers that scale it, and not those of a namesake of another kind', () => {
    const set = {
      metadata: { name: 'set' },
      spec: { scaleTargetRef: { kind: 'StatefulSet', name: 'orders' }, maxReplicas: 2 },
    };
    expect(namesOf(autoscalersOf('orders', [...manifests.HorizontalPodAutoscaler, set]))).toEqual(['orders']);
    expect(autoscalersOf('billing', manifests.HorizontalPodAutoscaler)).toEqual([]);
  });

  it('bindings of its service to this target group; any other would bring users past the gate', () => {
    const binding = (name: string, targetGroupARN: string, service: string) => ({
      metadata: { name },
      spec: { targetGroupARN, serviceRef: { name: service, port: 80 } },
    });
    const all = [
      binding('ours', blue, 'orders'),
      binding('shared', green, 'orders'),
      binding('theirs', blue, 'billing'),
    ];
    expect(namesOf(bindingsOf(blue, servicesOf(deployment, manifests.Service), all))).toEqual(['ours']);
  });
});

describe('a selector', () => {
  const pod = { app: 'orders', tier: 'web' };

  it.each([
    [{ matchLabels: { app: 'orders' } }, true, 'app=orders'],
    [{ matchLabels: { app: 'orders', tier: 'batch' } }, false, 'app=orders,tier=batch'],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'orders'] }] }, true, 'app in (a,orders)'],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['orders'] }] }, false, 'app notin (orders)'],
    [{ matchExpressions: [{ key: 'none', operator: 'NotIn', values: ['x'] }] }, true, 'none notin (x)'],
    [{ matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, true, 'tier'],
    [{ matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, false, '!tier'],
    [{}, true, ''],
  ])('%j selects: %s', (selector, expected, text) => {
    expect(selects(selector, pod)).toBe(expected);
    expect(selectorText(selector)).toBe(text);
  });

  it('of a service selects nothing when it is empty', () => {
    expect(serviceSelects({}, pod)).toBe(false);
    expect(serviceSelects(undefined, pod)).toBe(false);
    expect(serviceSelects({ app: 'orders' }, pod)).toBe(true);
  });
});
