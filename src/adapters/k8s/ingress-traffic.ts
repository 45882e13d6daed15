import type { V1Ingress } from '@kubernetes/client-node';
import type { ReleaseRef } from '../../contracts/release.ts';
import type { IngressAction } from '../../contracts/site.ts';
import { TidegateError } from '../../domain/errors.ts';
import type { RoutedTraffic, Split } from '../../ports/traffic.ts';
import { openedOnce } from './api-server.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { againOnConflict } from './conflicts.ts';
import { type ActionService, actionAnnotation, says, withServices } from './ingress-action.ts';
import { type KubernetesObjects, kubernetesObjects } from './objects.ts';

/**
 * Sets weights in the annotation of an Ingress; the AWS Load Balancer Controller carries them to the load balancer, seconds
 * later. No other action of the Ingress is touched, and nothing is written where it says so already.
 */
export const ingressTraffic = (access: ClusterAccess): Pick<RoutedTraffic, 'set' | 'told'> => {
  const open = openedOnce();
  const objectsOf = async ({ cluster }: IngressAction) => kubernetesObjects(await open(await access(cluster)));
  return {
    set: async (split) => {
      const ingress = ingressOf(split);
      const objects = await objectsOf(ingress);
      const services = servicesOf(ingress, split.weights);
      await againOnConflict(() => write(objects, ingress, services, split));
    },
    told: async (split) => {
      const ingress = ingressOf(split);
      const { metadata } = await present(await objectsOf(ingress), ingress);
      const { [actionAnnotation(ingress.action)]: text, [backNote(ingress.action)]: back } =
        metadata?.annotations ?? {};
      if (!says(text, withServices(text, servicesOf(ingress, split.weights)))) return { says: false };
      const [release, backSince] = back?.split('@') ?? [];
      const isOurs = split.release !== undefined && release === noteOf(split.release);
      return isOurs && backSince !== undefined ? { says: true, backSince } : { says: true };
    },
  };
};

const ingressOf = ({ ingress }: Split): IngressAction => {
  if (ingress !== undefined) return ingress;
  throw new TidegateError('InputInvalid', 'this split names no Ingress to set it in');
};

const present = async (objects: KubernetesObjects, { namespace, ingress: name }: IngressAction): Promise<V1Ingress> => {
  const ingress = await objects.get('Ingress', namespace, name);
  if (ingress !== undefined) return ingress;
  throw new TidegateError('RouteNotFound', `Ingress ${name} is gone from namespace ${namespace}: create it again`);
};

/** An action keeps naming both services: the controller takes the target group away from one that no action names. */
const servicesOf = ({ ingress, services }: IngressAction, weights: Split['weights']): readonly ActionService[] => {
  const unknown = Object.keys(weights).find((targetGroup) => services[targetGroup] === undefined);
  if (unknown !== undefined)
    throw new TidegateError('InputInvalid', `Ingress ${ingress} has no service for target group ${unknown}`);
  return Object.entries(services).map(([targetGroup, service]) => ({ ...service, weight: weights[targetGroup] ?? 0 }));
};

const write = async (
  objects: KubernetesObjects,
  of: IngressAction,
  services: readonly ActionService[],
  { release, backAt }: Pick<Split, 'release' | 'backAt'>,
): Promise<void> => {
  const { action } = of;
  const ingress = await present(objects, of);
  if (release !== undefined) refuseNewer(release, ingress, action);
  const annotation = actionAnnotation(action);
  const annotated = ingress.metadata?.annotations ?? {};
  const wanted = withServices(annotated[annotation], services);
  const notes = release === undefined ? {} : notesOf(action, release, backAt);
  const isNoted = Object.entries(notes).every(([key, value]) => (annotated[key] ?? null) === value);
  if (isNoted && says(annotated[annotation], wanted)) return;
  const annotations = { ...notes, [annotation]: JSON.stringify(wanted) };
  await objects.merge('Ingress', ingress, {
    metadata: { resourceVersion: ingress.metadata?.resourceVersion, annotations },
  });
};

/** An Ingress has actions of many services, so each has a note of its own. */
const epochNote = (action: string): string => `tidegate.dev/epoch.${action}`;
const noteOf = ({ service, epoch }: ReleaseRef): string => `${service}/${epoch}`;
/** Whose way back set the action, and when; on the way forward it goes. */
const backNote = (action: string): string => `tidegate.dev/back.${action}`;

const notesOf = (action: string, release: ReleaseRef, backAt: string | undefined) => ({
  [epochNote(action)]: noteOf(release),
  [backNote(action)]: backAt === undefined ? null : `${noteOf(release)}@${backAt}`,
});

const refuseNewer = (release: ReleaseRef, { metadata }: V1Ingress, action: string): void => {
  const [service, written] = (metadata?.annotations?.[epochNote(action)] ?? '').split('/');
  if (service !== release.service || !(Number(written) > release.epoch)) return;
  const message = `release ${written} of ${service} already set action ${action}, after release ${release.epoch}`;
  throw new TidegateError('StaleRelease', message);
};
