import type { KubernetesObject, KubernetesObjectApi } from '@kubernetes/client-node';
import { actionAnnotation } from '../../../src/adapters/k8s/ingress-action.ts';

const apiVersion = 'networking.k8s.io/v1';

/** A forward in an annotation, as people write it: ports as text, no word on stickiness. */
export const forwardText = (weights: Readonly<Record<string, number>>): string =>
  JSON.stringify({
    type: 'forward',
    forwardConfig: {
      targetGroups: Object.entries(weights).map(([serviceName, weight]) => ({
        serviceName,
        servicePort: '80',
        weight,
      })),
    },
  });

const backend = (name: string) => ({ service: { name, port: { name: 'use-annotation' } } });
export const path = (action: string, at: string, pathType = 'Prefix') => ({
  path: at,
  pathType,
  backend: backend(action),
});

/** The Ingress of a shop: orders at /, and a neighbour with an action of its own. */
export const shopIngress = (namespace: string) => ({
  apiVersion,
  kind: 'Ingress',
  metadata: {
    ...{ name: 'shop', namespace },
    annotations: {
      'alb.ingress.kubernetes.io/target-type': 'ip',
      'alb.ingress.kubernetes.io/healthy-threshold-count': '2',
      [actionAnnotation('orders')]: forwardText({ 'orders-blue': 100, 'orders-green': 0 }),
      [actionAnnotation('other')]: forwardText({ 'other-a': 30, 'other-b': 70 }),
    },
  },
  spec: {
    ingressClassName: 'alb',
    rules: [{ host: 'shop.example', http: { paths: [path('other', '/other'), path('orders', '/')] } }],
  },
});

export const shopServices = ['orders-blue', 'orders-green', 'other-a', 'other-b'];

/** `orders-blue` and `orders-green` are two slots. */
const selectorOf = (service: string): Record<string, string> => {
  const [app = '', slot = ''] = service.split('-');
  return app === 'orders' ? { app, 'tidegate.dev/slot': slot } : { app: service };
};

/** A namespace with the shop's services and its Ingress. */
export const createShop = async (api: KubernetesObjectApi, namespace: string): Promise<void> => {
  await api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  for (const name of shopServices)
    await api.create({
      ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace } },
      spec: { selector: selectorOf(name), ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }] },
    } as KubernetesObject);
  await api.create(shopIngress(namespace));
};

/** What tests ask of the shop's Ingress, as a person with kubectl does. */
export const shopIn = (api: KubernetesObjectApi, namespace: string) => {
  const identity = { apiVersion, kind: 'Ingress', metadata: { name: 'shop', namespace } };
  let pokes = 2;
  const read = () => api.read(identity);
  return {
    read,
    patch: (changes: { metadata?: object; spec?: object }) =>
      api.patch({ ...identity, ...changes, metadata: { ...identity.metadata, ...changes.metadata } }),
    drop: () => api.delete(identity),
    written: async () => (await read()).metadata?.annotations?.[actionAnnotation('orders')] ?? '',
    poke: async () => {
      pokes += 1;
      const annotations = { 'alb.ingress.kubernetes.io/healthy-threshold-count': String(pokes) };
      await api.patch({ ...identity, metadata: { ...identity.metadata, annotations } });
    },
  };
};
