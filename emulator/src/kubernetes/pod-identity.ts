import type {
  CreatePodIdentityAssociationRequest,
  ListPodIdentityAssociationsRequest,
  PodIdentityAssociation,
  PodIdentityAssociationSummary,
} from '@aws-sdk/client-eks';
import { drawFrom } from '../identifiers.ts';
import type { Place } from '../ports.ts';
import { ServiceError } from '../service.ts';

const idAlphabet = '0123456789abcdefghijklmnopqrstuvwxyz';

/**
 * EKS's operations on pod identities: which service account has which role. Pods get no credentials here.
 * `requireCluster` throws when there is no such cluster.
 */
export function podIdentityOperations(place: Place, requireCluster: (name: string | undefined) => void) {
  const associations: PodIdentityAssociation[] = [];
  return {
    CreatePodIdentityAssociation(request: CreatePodIdentityAssociationRequest) {
      const { clusterName = '', namespace = '', serviceAccount = '', roleArn = '' } = request;
      requireCluster(clusterName);
      const same = (one: PodIdentityAssociation) =>
        one.clusterName === clusterName && one.namespace === namespace && one.serviceAccount === serviceAccount;
      if (associations.some(same))
        throw new ServiceError(
          'ResourceInUseException',
          `Association already exists: ${namespace}/${serviceAccount}`,
          409,
        );
      const associationId = `a-${drawFrom(place.random, idAlphabet, 17)}`;
      const associationArn = `arn:aws:eks:${place.region}:${place.accountId}:podidentityassociation/${clusterName}/${associationId}`;
      const [createdAt, modifiedAt] = [new Date(place.clock.now()), new Date(place.clock.now())];
      const association = { clusterName, namespace, serviceAccount, roleArn, associationId, associationArn };
      associations.push({ ...association, createdAt, modifiedAt });
      return { association: { ...association, createdAt, modifiedAt } };
    },
    ListPodIdentityAssociations(request: ListPodIdentityAssociationsRequest) {
      const { clusterName, namespace, serviceAccount } = request;
      requireCluster(clusterName);
      const found = associations.filter(
        (one) =>
          one.clusterName === clusterName &&
          (namespace === undefined || one.namespace === namespace) &&
          (serviceAccount === undefined || one.serviceAccount === serviceAccount),
      );
      return { associations: found.map(summaryOf) };
    },
  };
}

function summaryOf(association: PodIdentityAssociation): PodIdentityAssociationSummary {
  const { clusterName, namespace, serviceAccount, associationArn, associationId } = association;
  return { clusterName, namespace, serviceAccount, associationArn, associationId };
}
