import type { V1Deployment, V1ReplicaSet } from '@kubernetes/client-node';
import { imageOf } from './pod-template.ts';

/** A Deployment and its ReplicaSets carry the same number where they have the same template. */
const revisionAnnotation = 'deployment.kubernetes.io/revision';

const isOwnedBy = ({ metadata }: V1ReplicaSet, deployment: V1Deployment): boolean =>
  (metadata?.ownerReferences ?? []).some(
    ({ controller, uid }) => controller === true && uid === deployment.metadata?.uid,
  );

/** The ReplicaSet of the present template; undefined while the controller has not made it. */
export const presentRevision = (
  deployment: V1Deployment,
  replicaSets: readonly V1ReplicaSet[],
  container: string,
): V1ReplicaSet | undefined => {
  const revision = deployment.metadata?.annotations?.[revisionAnnotation];
  const image = imageOf(deployment.spec?.template, container);
  return replicaSets.find(
    (replicaSet) =>
      isOwnedBy(replicaSet, deployment) &&
      revision !== undefined &&
      replicaSet.metadata?.annotations?.[revisionAnnotation] === revision &&
      imageOf(replicaSet.spec?.template, container) === image,
  );
};

/** The deployment's ReplicaSet of that name; undefined where it was collected (`revisionHistoryLimit`) or is another's. */
export const revisionNamed = (
  deployment: V1Deployment,
  replicaSets: readonly V1ReplicaSet[],
  name: string,
): V1ReplicaSet | undefined =>
  replicaSets.find((replicaSet) => replicaSet.metadata?.name === name && isOwnedBy(replicaSet, deployment));
