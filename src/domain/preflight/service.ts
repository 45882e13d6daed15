import type { DeploymentFacts, EnvironmentFacts, ServiceFacts } from '../../ports/inspection/cluster-facts.ts';
import type { PreflightFacts } from '../../ports/inspection.ts';
import { kubectlApply, kubectlPatch } from './patch.ts';
import { gateLabel } from './rollout.ts';
import { always, type Found, type Rules } from './rule.ts';
import { environmentsOf, objectName, ofStable } from './seen.ts';

/** Tells two slots in one namespace apart. */
export const slotLabel = 'tidegate.dev/slot';

const portNames = ({ spec }: DeploymentFacts): readonly (string | undefined)[] =>
  spec.template.spec.containers.flatMap(({ ports = [] }) => ports.map(({ name }) => name));

/** What a Service does, without what tells one environment from the other. */
const contract = ({ spec: { selector = {}, ports = [] } }: ServiceFacts): string =>
  JSON.stringify([
    Object.entries(selector)
      .filter(([key]) => key !== slotLabel)
      .toSorted(([one], [other]) => one.localeCompare(other)),
    ports.map(({ name, port, targetPort }) => [name, port, targetPort ?? port]),
  ]);

const serviceYaml = ({ metadata, spec }: DeploymentFacts): readonly string[] => [
  'apiVersion: v1',
  'kind: Service',
  `metadata: { name: ${metadata.name} }`,
  'spec:',
  `  selector: ${JSON.stringify(spec.selector.matchLabels ?? {})}`,
  `  ports: [{ name: http, port: 80, targetPort: ${portNames(spec.template ? { metadata, spec } : { metadata, spec })[0] ?? 8080} }]`,
];

const withoutSlot = ({ deployment, services = [] }: EnvironmentFacts, slot: string): readonly Found[] => {
  const labels = { [slotLabel]: slot };
  const inSelector = deployment && deployment.spec.selector.matchLabels?.[slotLabel] === undefined;
  const ofDeployment = !inSelector
    ? []
    : [
        {
          where: objectName('Deployment', deployment.metadata),
          what: `its selector lacks ${slotLabel}`,
          patch: `# a selector can't be changed: delete the Deployment with --cascade=orphan and create it again with\n${JSON.stringify(
            { spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } } },
          )}`,
        },
      ];
  const ofServices = services
    .filter(({ spec }) => spec.selector?.[slotLabel] === undefined)
    .map(({ metadata }) => ({
      where: objectName('Service', metadata),
      what: `its selector lacks ${slotLabel}`,
      patch: kubectlPatch('service', metadata, { spec: { selector: labels } }),
    }));
  return [...ofDeployment, ...ofServices];
};

const bindingFor = (facts: PreflightFacts, service: ServiceFacts): string =>
  kubectlApply(facts.inspected.stable.namespace, [
    'apiVersion: elbv2.k8s.aws/v1beta1',
    'kind: TargetGroupBinding',
    `metadata: { name: ${service.metadata.name} }`,
    'spec:',
    `  serviceRef: { name: ${service.metadata.name}, port: ${service.spec.ports?.[0]?.port ?? 80} }`,
    `  targetGroupARN: ${facts.inspected.stable.targetGroup}`,
    '  targetType: ip',
  ]);

const deploymentIn = (facts: PreflightFacts): string =>
  `Deployment ${facts.inspected.stable.namespace}/${facts.inspected.stable.deployment}`;
