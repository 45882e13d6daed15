import type { V1Deployment } from '@kubernetes/client-node';
import type { Site } from '../../contracts/site.ts';
import { TidegateError } from '../../domain/errors.ts';
import { type Kind, type KindObjects, kindsInOrder } from './kinds.ts';
import type { KubernetesObjects } from './objects.ts';
import { isOfController } from './ownership.ts';
import { autoscalersOf, bindingsOf, budgetsOf, pullSecretsOf, referencesOf, servicesOf } from './references.ts';
import { demandSlot, isSlotted, servesOnly } from './slots.ts';

/** An object and its kind: lists of the API server leave the kind out. */
export type OfKind<K extends Kind = Kind> = { [P in K]: { readonly kind: P; readonly object: KindObjects[P] } }[K];

/** All that stable's deployment needs to run and to be reached, in the order in which it is safe to create. */
export const stableObjects = async (objects: KubernetesObjects, site: Site): Promise<readonly OfKind[]> => {
  const { namespace, deployment: name } = site.stable;
  const deployment = await objects.get('Deployment', namespace, name);
  if (deployment === undefined) throw gone(site);
  if (isSlotted(site)) demandSlot(site, deployment);
  const found = (
    await Promise.all([
      isSlotted(site) ? [] : referred(objects, namespace, deployment),
      around(objects, site, deployment),
    ])
  ).flat();
  return kindsInOrder.flatMap((kind) =>
    [{ kind: 'Deployment', object: deployment } as OfKind, ...found].filter((o) => o.kind === kind),
  );
};

const gone = ({ stable }: Site): TidegateError =>
  new TidegateError(
    'CandidateRejected',
    `deployment ${stable.deployment} is gone from namespace ${stable.namespace}: there is nothing to clone`,
  );

/** What the pods name. A name without an object is optional to them, or they would not run. */
export const referred = async (
  objects: KubernetesObjects,
  namespace: string,
  deployment: V1Deployment,
): Promise<readonly OfKind[]> => {
  const { configMaps, secrets, serviceAccount } = referencesOf(deployment);
  const get = async <K extends Kind>(kind: K, names: readonly string[]): Promise<readonly OfKind[]> => {
    const found = await Promise.all(names.map((name) => objects.get(kind, namespace, name)));
    return found.flatMap((object) => (object === undefined ? [] : [{ kind, object } as unknown as OfKind]));
  };
  const account =
    serviceAccount === undefined ? undefined : await objects.get('ServiceAccount', namespace, serviceAccount);
  const named = await Promise.all([
    get('ConfigMap', configMaps),
    get('Secret', [...new Set([...secrets, ...pullSecretsOf(account)])]),
  ]);
  return [...(account === undefined ? [] : [{ kind: 'ServiceAccount', object: account } as const]), ...named.flat()];
};

/** What names the pods: by their labels, or by the deployment's name. What serves both slots is there already. */
const around = async (objects: KubernetesObjects, site: Site, deployment: V1Deployment): Promise<readonly OfKind[]> => {
  const { stable } = site;
  const [services, bindings, autoscalers, budgets] = await Promise.all([
    objects.list('Service', stable.namespace),
    objects.list('TargetGroupBinding', stable.namespace),
    objects.list('HorizontalPodAutoscaler', stable.namespace),
    objects.list('PodDisruptionBudget', stable.namespace),
  ]);
  const own = servicesOf(deployment, services).filter(({ spec }) => servesOnly(site, 'stable', spec?.selector));
  const bound = bindingsOf(stable.targetGroup, own, bindings).filter((binding) => !isOfController(binding));
  const scaling = autoscalersOf(stable.deployment, autoscalers);
  const guarding = budgetsOf(deployment, budgets).filter(({ spec }) =>
    servesOnly(site, 'stable', spec?.selector?.matchLabels),
  );
  return [
    ...own.map((object) => ({ kind: 'Service', object }) as const),
    ...bound.map((object) => ({ kind: 'TargetGroupBinding', object }) as const),
    ...scaling.map((object) => ({ kind: 'HorizontalPodAutoscaler', object }) as const),
    ...guarding.map((object) => ({ kind: 'PodDisruptionBudget', object }) as const),
  ];
};
