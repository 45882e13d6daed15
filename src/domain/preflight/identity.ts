import type { Rules } from './rule.ts';
import { hasTwoNamespaces, objectName, ofStable } from './seen.ts';

/** https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
const roleAnnotation = 'eks.amazonaws.com/role-arn';

/** That the new version is who the old one was. */
export const identityRules: Rules<'pod-identity-missing' | 'role-trust-per-namespace'> = {
  'pod-identity-missing': {
    severity: { beside: 'error' },
    title: 'The candidate’s service account has no pod identity.',
    why: 'EKS Pod Identity is given to one service account of one namespace: pods in the other namespace get no credentials, and whatever needs AWS fails.',
    remedy: 'Create the same association for the candidate’s namespace.',
    find: (facts) =>
      ofStable(facts, ({ spec }) => {
        const { cluster, candidate } = facts.inspected;
        const account = spec.template.spec.serviceAccountName ?? 'default';
        const { stable: here, candidate: there } = facts.aws.podIdentities;
        const associated = here?.find(({ serviceAccount }) => serviceAccount === account);
        if (!hasTwoNamespaces(facts) || associated === undefined || there === undefined) return [];
        if (there.some(({ serviceAccount }) => serviceAccount === account)) return [];
        const role = `$(aws eks describe-pod-identity-association --cluster-name ${cluster} --association-id ${associated.associationId} --query association.roleArn --output text)`;
        return [
          {
            where: `ServiceAccount ${candidate.namespace}/${account}`,
            what: `it has no pod identity association; the one in ${facts.inspected.stable.namespace} has`,
            patch: `aws eks create-pod-identity-association --cluster-name ${cluster} --namespace ${candidate.namespace} --service-account ${account} --role-arn "${role}"`,
          },
        ];
      }),
  },
  'role-trust-per-namespace': {
    severity: { beside: 'warning' },
    title: 'The service account’s IAM role may trust one namespace only.',
    why: 'A role for service accounts (IRSA) trusts a subject that contains the namespace: pods in the other one may be refused credentials, and whatever needs AWS fails.',
    remedy: 'Let the role trust both namespaces, then accept this finding.',
    find: (facts) => {
      const { serviceAccount } = facts.k8s.stable;
      const role = serviceAccount?.metadata.annotations?.[roleAnnotation];
      if (!serviceAccount || role === undefined || !hasTwoNamespaces(facts)) return [];
      const { stable, candidate } = facts.inspected;
      const subjects = [stable, candidate].map(
        ({ namespace }) => `system:serviceaccount:${namespace}:${serviceAccount.metadata.name}`,
      );
      return [
        {
          where: objectName('ServiceAccount', serviceAccount.metadata),
          what: `it uses the role ${role}; whether that trusts namespace ${candidate.namespace} can't be seen from here`,
          patch: `# in the trust policy of ${role}\n"Condition": { "StringEquals": { "<issuer>:sub": ${JSON.stringify(subjects)} } }`,
        },
      ];
    },
  },
};
