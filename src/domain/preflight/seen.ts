import type { Container, DeploymentFacts, EnvironmentFacts, Metadata } from '../../ports/inspection/cluster-facts.ts';
import type { TargetGroupFacts } from '../../ports/inspection/load-balancing-facts.ts';
import type { InspectedEnvironment, PreflightFacts, TargetGroupSeen } from '../../ports/inspection.ts';
import type { Found } from './rule.ts';

export const objectName = (kind: string, { namespace, name }: Metadata): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

/** Asks about stable's Deployment, when it could be read. */
export const ofStable = (
  { k8s: { stable } }: PreflightFacts,
  ask: (deployment: DeploymentFacts) => readonly Found[],
): readonly Found[] => (stable.deployment ? ask(stable.deployment) : []);

/** The container that a release gives the new image, or undefined. */
export const containerOf = ({ inspected }: PreflightFacts, { spec }: DeploymentFacts): Container | undefined =>
  spec.template.spec.containers.find(({ name }) => name === inspected.container);

/** The same for its container. */
export const ofContainer = (
  facts: PreflightFacts,
  ask: (container: Container, deployment: DeploymentFacts) => readonly Found[],
): readonly Found[] =>
  ofStable(facts, (deployment) => {
    const container = containerOf(facts, deployment);
    return container === undefined ? [] : ask(container, deployment);
  });

export const replicasOf = ({ spec }: DeploymentFacts): number => spec.replicas ?? 1;

interface Environment extends InspectedEnvironment {
  readonly k8s: EnvironmentFacts;
  readonly group: TargetGroupSeen;
}

/** Stable, and the candidate's environment unless a release stays in place. */
export const environmentsOf = ({ inspected, k8s, aws }: PreflightFacts): readonly Environment[] => {
  const stable = { ...inspected.stable, k8s: k8s.stable, group: aws.targetGroups.stable };
  const candidate = { ...inspected.candidate, k8s: k8s.candidate, group: aws.targetGroups.candidate };
  const inPlace = stable.namespace === candidate.namespace && stable.deployment === candidate.deployment;
  return inPlace ? [stable] : [stable, candidate];
};

/** True when the two environments are two namespaces. */
export const hasTwoNamespaces = ({ inspected: { stable, candidate } }: PreflightFacts): boolean =>
  stable.namespace !== candidate.namespace;

/** The target groups that exist. */
export const groupsOf = (facts: PreflightFacts): readonly TargetGroupFacts[] => {
  const groups = environmentsOf(facts).flatMap(({ group }) => (group ? [group] : []));
  return groups.filter((group, i) => groups.findIndex(({ arn }) => arn === group.arn) === i);
};

/** `targetgroup/name/id` as people know it. */
export const groupName = (arn: string): string => `target group ${arn.split('/')[1] ?? arn}`;
