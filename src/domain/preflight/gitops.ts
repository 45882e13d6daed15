import type { DeploymentFacts } from '../../ports/inspection/cluster-facts.ts';
import { kubectlPatch } from './patch.ts';
import type { Rules } from './rule.ts';
import { objectName, ofStable } from './seen.ts';

const isWrittenBy = ({ metadata }: DeploymentFacts, manager: string): boolean =>
  (metadata.managedFields ?? []).some((entry) => entry.manager === manager);

const hasKey = ({ metadata }: DeploymentFacts, prefix: string): boolean =>
  [...Object.keys(metadata.labels ?? {}), ...Object.keys(metadata.annotations ?? {})].some((key) =>
    key.startsWith(prefix),
  );

/** `app.kubernetes.io/instance` alone is Helm's as well. https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/ */
const isOfArgo = (deployment: DeploymentFacts): boolean =>
  hasKey(deployment, 'argocd.argoproj.io/') || isWrittenBy(deployment, 'argocd-controller');

/** https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources */
const flux = 'kustomize.toolkit.fluxcd.io/';
const isOfFlux = (deployment: DeploymentFacts): boolean => {
  const { annotations = {} } = deployment.metadata;
  const left =
    annotations[`${flux}reconcile`] === 'disabled' ||
    ['IfNotPresent', 'Ignore'].includes(annotations[`${flux}ssa`] ?? '');
  return !left && (hasKey(deployment, `${flux}name`) || isWrittenBy(deployment, 'kustomize-controller'));
};

const argoYaml = `# Argo CD Application
spec:
  ignoreDifferences:
    - { group: apps, kind: Deployment, jsonPointers: [/spec/replicas, /spec/template] }
  syncPolicy:
    syncOptions: [RespectIgnoreDifferences=true]`;

/** Who else brings the workload to a state of his own. */
export const gitOpsRules: Rules<'argo-cd-reverts' | 'flux-reverts'> = {
  'argo-cd-reverts': {
    severity: { inPlace: 'warning', beside: 'warning', downtime: 'warning' },
    title: 'Argo CD manages the Deployment.',
    why: 'With selfHeal it sets the old image back in the middle of a release, with prune it deletes copies that carry its label: users lose the pods that they are on.',
    remedy: 'Let Argo CD ignore image and replicas, and leave the versions to Tidegate.',
    find: (facts) =>
      ofStable(facts, (deployment) =>
        isOfArgo(deployment)
          ? [
              {
                where: objectName('Deployment', deployment.metadata),
                what: 'it carries the marks of Argo CD; whether its Application heals or prunes can’t be seen from here',
                patch: argoYaml,
              },
            ]
          : [],
      ),
  },
  'flux-reverts': {
    severity: { inPlace: 'error', beside: 'warning', downtime: 'error' },
    title: 'Flux applies the Deployment again and again.',
    why: 'At its next interval it sets the old image back: the release is undone under its users, and copies with its labels are pruned.',
    remedy: 'Tell Flux to leave the Deployment alone once it exists.',
    find: (facts) =>
      ofStable(facts, (deployment) =>
        isOfFlux(deployment)
          ? [
              {
                where: objectName('Deployment', deployment.metadata),
                what: 'it carries the marks of a Flux Kustomization that corrects every change',
                patch: kubectlPatch('deployment', deployment.metadata, {
                  metadata: { annotations: { [`${flux}ssa`]: 'IfNotPresent' } },
                }),
              },
            ]
          : [],
      ),
  },
};
