import { action } from './policy.ts';

const prefix = 'alb.ingress.kubernetes.io';
/** Teams that share a load balancer put their Ingresses into one group. */
const group = 'everybody';

type Backend = {
  readonly name: string;
  readonly port: { readonly name: string };
};

const marked = (annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  [`${prefix}/group.name`]: group,
  ...annotations,
});

function ingress(name: string, path: string, backend: Backend, annotations: Readonly<Record<string, string>>) {
  const rules = [{ http: { paths: [{ path, pathType: 'Prefix', backend: { service: backend } }] } }];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, annotations: marked(annotations) },
    spec: { ingressClassName: 'alb', rules },
  };
}

/** The shop's own Ingress: one path, whose action gives everybody to blue. */
export function shopIngress(name: string) {
  const targetGroups = [
    { serviceName: 'shop-blue', servicePort: '80', weight: 100 },
    { serviceName: 'shop-green', servicePort: '80', weight: 0 },
  ];
  return ingress(
    name,
    '/',
    { name: action, port: { name: 'use-annotation' } },
    {
      [`${prefix}/group.order`]: '10',
      [`${prefix}/target-type`]: 'ip',
      [`${prefix}/healthcheck-path`]: '/health',
      [`${prefix}/healthcheck-interval-seconds`]: '5',
      [`${prefix}/healthcheck-timeout-seconds`]: '4',
      [`${prefix}/healthy-threshold-count`]: '2',
      [`${prefix}/target-group-attributes`]: 'deregistration_delay.timeout_seconds=20',
      [`${prefix}/actions.${action}`]: JSON.stringify({ type: 'forward', forwardConfig: { targetGroups } }),
    },
  );
}

/** Somebody else's Ingress in the same group, which the controller can make nothing of. */
export function brokenIngress(name: string) {
  return ingress(
    name,
    '/theirs',
    { name: 'theirs', port: { name: 'use-annotation' } },
    {
      [`${prefix}/target-type`]: 'ip',
      [`${prefix}/actions.theirs`]:
        '{"type":"forward","forwardConfig":{"targetGroups":[{"serviceName":"shop-blue","servicePort":"80","weight":"many"}]}}',
    },
  );
}
