import type { DeploymentFacts, ServiceFacts } from '../../ports/inspection/cluster-facts.ts';
import { kubectlApply, kubectlPatch } from './patch.ts';
import { always, type Rules } from './rule.ts';
import { environmentsOf, objectName, ofStable } from './seen.ts';
import { slotLabel } from './slots.ts';

const portsOf = ({ spec }: DeploymentFacts) => spec.template.spec.containers.flatMap(({ ports = [] }) => ports);

/** What a Service does, without what tells one environment from the other. */
const contractOf = ({ spec: { selector = {}, ports = [] } }: ServiceFacts): string => {
  const labels = Object.entries(selector).filter(([key]) => key !== slotLabel);
  const served = ports.map(({ name, port, targetPort }) => [name, port, targetPort ?? port]);
  return JSON.stringify([labels.toSorted(([one], [other]) => one.localeCompare(other)), served]);
};

const serviceFor = (deployment: DeploymentFacts): string => {
  const { name, namespace = 'default' } = deployment.metadata;
  const [first] = portsOf(deployment);
  return kubectlApply(namespace, [
    'apiVersion: v1',
    'kind: Service',
    `metadata: { name: ${name} }`,
    'spec:',
    `  selector: ${JSON.stringify(deployment.spec.selector.matchLabels ?? {})}`,
    `  ports: [{ port: 80, targetPort: ${first?.name ?? first?.containerPort ?? 8080} }]`,
  ]);
};

/** That requests find the pods. */
export const serviceRules: Rules<'service-missing' | 'service-differs' | 'port-unresolved'> = {
  'service-missing': {
    severity: always('error'),
    title: 'No Service selects the pods.',
    why: 'Target group and smoke test reach pods through a Service: without one the new version never gets a target.',
    remedy: 'Add a Service that selects them.',
    find: (facts) =>
      ofStable(facts, (deployment) => {
        const { services } = facts.k8s.stable;
        if (services === undefined || services.length > 0) return [];
        const where = objectName('Deployment', deployment.metadata);
        return [{ where, what: 'no Service selects its pods', patch: serviceFor(deployment) }];
      }),
  },
  'service-differs': {
    severity: { beside: 'warning' },
    title: 'The Services of the two environments differ.',
    why: 'Users are sent to another port or to other pods as soon as they are moved, and every request of theirs fails.',
    remedy: 'Give both the same selector and ports.',
    find: (facts) => {
      const [stable, candidate] = environmentsOf(facts).map(({ k8s }) => k8s.services?.[0]);
      if (!stable || !candidate || contractOf(stable) === contractOf(candidate)) return [];
      const { selector = {}, ports = [] } = stable.spec;
      const { [slotLabel]: slot, ...labels } = selector;
      const fields = { spec: { selector: { ...candidate.spec.selector, ...labels }, ports } };
      return [
        {
          where: objectName('Service', candidate.metadata),
          what: `its selector or ports are not those of ${objectName('Service', stable.metadata)}`,
          patch: kubectlPatch('service', candidate.metadata, fields, 'merge'),
        },
      ];
    },
  },
  'port-unresolved': {
    severity: always('error'),
    title: 'A Service names a port that no container has.',
    why: 'Kubernetes finds no endpoint for it, so the target group stays empty: every request is a 503.',
    remedy: 'Name the port in the container, or use a number.',
    find: (facts) =>
      ofStable(facts, (deployment) =>
        (facts.k8s.stable.services ?? []).flatMap(({ metadata, spec: { ports = [] } }) =>
          ports
            .filter(({ targetPort }) => typeof targetPort === 'string')
            .filter(({ targetPort }) => !portsOf(deployment).some(({ name }) => name === targetPort))
            .map(({ port, targetPort }) => {
              const where = objectName('Service', metadata);
              const to = portsOf(deployment)[0];
              const fields = { spec: { ports: [{ port, targetPort: to?.name ?? to?.containerPort ?? 8080 }] } };
              const what = `port ${port} goes to ${targetPort}, which is the name of no container port`;
              return { where, what, patch: kubectlPatch('service', metadata, fields) };
            }),
        ),
      ),
  },
};
