import type { V1Deployment } from '@kubernetes/client-node';
import type { Color, Site } from '../../contracts/site.ts';
import { TidegateError } from '../../domain/errors.ts';

/** `blue` or `green` in the selectors and on the pods of two versions that share a namespace. */
export const slotLabel = 'tidegate.dev/slot';

/** Blue and green side by side in one namespace. */
export const isSlotted = ({ stable, candidate }: Pick<Site, 'stable' | 'candidate'>): boolean =>
  stable.namespace === candidate.namespace && stable.deployment !== candidate.deployment;

/** The name of the candidate's counterpart of one of stable's objects: in slots the other color, else the same. */
export const counterpartName = (site: Site, name: string): string => {
  if (!isSlotted(site)) return name;
  const suffix = `-${site.stable.color}`;
  const base = name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
  return `${base}-${site.candidate.color}`;
};

/** The same content for the other slot: wherever a label or a selector names stable's slot, it names the candidate's. */
export const counterpart = <Content>(site: Site, content: Content): Content =>
  isSlotted(site) ? (recolored(content, site.stable.color, site.candidate.color) as Content) : content;

const recolored = (content: unknown, from: Color, to: Color): unknown => {
  if (Array.isArray(content)) return content.map((item) => recolored(item, from, to));
  if (typeof content !== 'object' || content === null) return content;
  const isRequirement = 'key' in content && content.key === slotLabel;
  return Object.fromEntries(
    Object.entries(content).map(([key, value]) => {
      if (key === slotLabel) return [key, value === from ? to : value];
      return [key, isRequirement && key === 'values' ? renamed(value, from, to) : recolored(value, from, to)];
    }),
  );
};

const renamed = (values: unknown, from: Color, to: Color): unknown =>
  Array.isArray(values) ? values.map((value) => (value === from ? to : value)) : values;

/** False for what selects the pods of both slots: it serves either already. */
export const servesOnly = (
  site: Site,
  side: 'stable' | 'candidate',
  selector: Readonly<Record<string, string>> | undefined,
): boolean => !isSlotted(site) || selector?.[slotLabel] === site[side].color;

const slotOf = (deployment: V1Deployment): string | undefined => deployment.spec?.selector.matchLabels?.[slotLabel];

/** Throws `CandidateRejected` where stable's deployment would take the candidate's pods for its own. */
export const demandSlot = ({ stable }: Site, deployment: V1Deployment): void => {
  if (slotOf(deployment) === stable.color) return;
  throw new TidegateError(
    'CandidateRejected',
    `deployment ${stable.deployment} in namespace ${stable.namespace} does not select its pods by slot: ` +
      `make it anew with ${slotLabel}: ${stable.color} in spec.selector.matchLabels and in the labels of its pods`,
  );
};

/** The slot of a deployment by its name, where the deployments of that namespace select by slots; it may be gone itself. */
export const slotNamed = (name: string, deployments: readonly V1Deployment[]): Color | undefined => {
  const [, base, color] = /^(.+)-(blue|green)$/.exec(name) ?? [];
  const pair = [`${base}-blue`, `${base}-green`];
  const slotted = deployments.some(
    (deployment) => pair.includes(deployment.metadata?.name ?? '') && slotOf(deployment) !== undefined,
  );
  return slotted ? (color as Color | undefined) : undefined;
};
