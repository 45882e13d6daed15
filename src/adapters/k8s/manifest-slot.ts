import type {
  V1Deployment,
  V1LabelSelector,
  V1ObjectMeta,
  V1PodDisruptionBudget,
  V1Service,
} from '@kubernetes/client-node';
import type { Color, Site } from '../../contracts/site.ts';
import type { KindObjects, TargetGroupBinding } from './kinds.ts';
import { isSlotted, slotLabel } from './slots.ts';
import type { OfKind } from './stable-objects.ts';

/**
 * Objects of rendered manifests as if they were stable's, so that all that is done to a clone can be done to them: with stable's
 * names and slot label where versions share a namespace, with its target group, in no namespace.
 */
export const asStables = (site: Site, items: readonly OfKind[]): readonly OfKind[] => {
  const [deployment] = items.filter(({ kind }) => kind === 'Deployment');
  const slotted = isSlotted(site) || deployment?.object.metadata?.name !== site.stable.deployment;
  const inSlot = slotted ? slotOf(site.stable.color) : plain;
  return items.map((item) => adapted(site, inSlot, item));
};

/** How names and labels of one version are written. */
interface Slot {
  readonly name: (name: string) => string;
  readonly labels: Readonly<Record<string, string>>;
}

const plain: Slot = { name: (name) => name, labels: {} };

const slotOf = (color: Color): Slot => ({
  name: (name) => `${name.replace(/-(blue|green)$/, '')}-${color}`,
  labels: { [slotLabel]: color },
});

const adapted = (site: Site, slot: Slot, { kind, object }: OfKind): OfKind => {
  const { namespace, ...metadata }: V1ObjectMeta = object.metadata ?? {};
  const named = { ...metadata, name: slot.name(metadata.name ?? '') };
  switch (kind) {
    case 'Deployment':
      return { kind, object: { ...withSlotOnPods(object, slot), metadata: named } };
    case 'Service':
      return { kind, object: { ...withSelector(object, slot), metadata: named } };
    case 'PodDisruptionBudget':
      return { kind, object: { ...guardingSlot(object, slot), metadata: named } };
    case 'TargetGroupBinding':
      return { kind, object: { ...binding(object, slot, site.stable.targetGroup), metadata: named } };
    case 'HorizontalPodAutoscaler':
      return { kind, object: { ...scaling(object, site.stable.deployment), metadata: named } };
    default:
      return { kind, object: { ...object, metadata } } as OfKind;
  }
};

const selecting = (selector: V1LabelSelector | undefined, { labels }: Slot): V1LabelSelector => ({
  ...selector,
  matchLabels: { ...selector?.matchLabels, ...labels },
});

const withSlotOnPods = (deployment: V1Deployment, slot: Slot): V1Deployment => {
  const { spec } = deployment;
  if (spec === undefined) return deployment;
  const { metadata } = spec.template;
  const template = { ...spec.template, metadata: { ...metadata, labels: { ...metadata?.labels, ...slot.labels } } };
  return { ...deployment, spec: { ...spec, selector: selecting(spec.selector, slot), template } };
};

const withSelector = (service: V1Service, { labels }: Slot): V1Service => ({
  ...service,
  spec: { ...service.spec, selector: { ...service.spec?.selector, ...labels } },
});

const guardingSlot = (budget: V1PodDisruptionBudget, slot: Slot): V1PodDisruptionBudget => ({
  ...budget,
  spec: { ...budget.spec, selector: selecting(budget.spec?.selector, slot) },
});

const binding = (object: TargetGroupBinding, slot: Slot, targetGroup: string): TargetGroupBinding => {
  const { targetGroupName, serviceRef, ...spec } = object.spec ?? {};
  const service = serviceRef === undefined ? {} : { serviceRef: { ...serviceRef, name: slot.name(serviceRef.name) } };
  return { ...object, spec: { ...spec, ...service, targetGroupARN: targetGroup } };
};

const scaling = (
  autoscaler: KindObjects['HorizontalPodAutoscaler'],
  deployment: string,
): KindObjects['HorizontalPodAutoscaler'] => {
  const { spec } = autoscaler;
  if (spec === undefined) return autoscaler;
  return { ...autoscaler, spec: { ...spec, scaleTargetRef: { ...spec.scaleTargetRef, name: deployment } } };
};
