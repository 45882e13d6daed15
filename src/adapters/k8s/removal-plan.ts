import type { V1Deployment, V1ServiceAccount } from '@kubernetes/client-node';
import type { Kind } from './kinds.ts';
import { isCreatedByUs } from './ownership.ts';
import { pullSecretsOf, referencesOf, servicesOf } from './references.ts';
import { slotLabel, slotNamed } from './slots.ts';
import type { OfKind } from './stable-objects.ts';

/** What of a version goes, in this order, and the deployment that is scaled to zero because somebody else made it. */
export interface RemovalPlan {
  readonly deletions: readonly OfKind[];
  readonly scaleToZero: V1Deployment | undefined;
}

/** First what brings users, then the pods, then what they use. */
const order: readonly Kind[] = [
  'TargetGroupBinding',
  'Deployment',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'Service',
  'Secret',
  'ConfigMap',
  'ServiceAccount',
];

export interface Found {
  /** Objects with the service's label, of all kinds. */
  readonly labelled: readonly OfKind[];
  /** All deployments of the namespace. */
  readonly deployments: readonly V1Deployment[];
  /** All service accounts of the namespace. */
  readonly serviceAccounts: readonly V1ServiceAccount[];
}

/**
 * Decides what goes: only what Tidegate made, never a kept kind, never what another deployment still uses. Of two slots only
 * this one, and its Service stays: an Ingress names both for good.
 */
export const removalPlan = (deployment: string, keep: readonly string[], found: Found): RemovalPlan => {
  const others = found.deployments.filter(({ metadata }) => metadata?.name !== deployment);
  const slot = slotNamed(deployment, found.deployments);
  const stays = (item: OfKind): boolean =>
    keep.includes(item.kind) || (slot !== undefined && (item.kind === 'Service' || !isOfSlot(item, slot)));
  const goes = (item: OfKind): boolean =>
    isCreatedByUs(item.object) && !stays(item) && !usedBy(others, found.serviceAccounts, item);
  const own = found.deployments.find(({ metadata }) => metadata?.name === deployment);
  const runs = own !== undefined && !isCreatedByUs(own) && own.spec?.replicas !== 0;
  return {
    deletions: order.flatMap((kind) => found.labelled.filter((item) => item.kind === kind && goes(item))),
    scaleToZero: runs ? own : undefined,
  };
};

const isOfSlot = ({ object }: OfKind, slot: string): boolean => object.metadata?.labels?.[slotLabel] === slot;

const usedBy = (others: readonly V1Deployment[], accounts: readonly V1ServiceAccount[], item: OfKind): boolean =>
  others.some((other) => uses(other, accounts, item));

const uses = (deployment: V1Deployment, accounts: readonly V1ServiceAccount[], { kind, object }: OfKind): boolean => {
  const name = object.metadata?.name ?? '';
  const { configMaps, secrets, serviceAccount } = referencesOf(deployment);
  switch (kind) {
    case 'ConfigMap':
      return configMaps.includes(name);
    case 'Secret':
      return secrets.includes(name) || pullSecretsOf(accountNamed(accounts, serviceAccount)).includes(name);
    case 'ServiceAccount':
      return serviceAccount === name;
    case 'Service':
      return servicesOf(deployment, [object]).length > 0;
    default:
      return false;
  }
};

const accountNamed = (accounts: readonly V1ServiceAccount[], name: string | undefined) =>
  accounts.find(({ metadata }) => metadata?.name === name);
