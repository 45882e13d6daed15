import type { Api } from '../api/api.ts';
import type { Ingress } from '../objects/ingress.ts';
import { isTerminating } from '../objects/meta.ts';
import { annotationsOf } from './annotations.ts';
import { BuildError } from './build-error.ts';

/** What the IngressClass of this controller says of itself. */
export const ingressClassController = 'ingress.k8s.aws/alb';
/** The class that the controller's chart installs, and the one that the older annotation names. */
export const defaultIngressClass = 'alb';

const classAnnotation = 'kubernetes.io/ingress.class';
const implicitFinalizer = 'ingress.k8s.aws/resources';
const explicitPrefix = 'group.ingress.k8s.aws/';
const mostOrder = 1000;

/** Ingresses that share a load balancer. Inactive ones have left it, and wait for their finalizer to be taken off. */
export interface Group {
  readonly id: string;
  readonly members: readonly Ingress[];
  readonly inactive: readonly Ingress[];
}

/**
 * The group that the Ingress is in: the one it names, else one of its own; undefined when it is not this controller's. Follows
 * pkg/ingress/group_loader.go.
 */
export function groupIdOf(api: Api, ingress: Ingress): string | undefined {
  if (isTerminating(ingress) || !isManaged(api, ingress)) return undefined;
  const named = annotationsOf(ingress.metadata.annotations).text('group.name');
  if (named === undefined) return `${ingress.metadata.namespace ?? ''}/${ingress.metadata.name}`;
  return named.length <= 63 && /^([a-z0-9][-a-z0-9.]*)?[a-z0-9]$/.test(named) ? named : undefined;
}

/** The finalizer by which a group holds its Ingresses. */
export function finalizerOf(groupId: string): string {
  return isNamed(groupId) ? `${explicitPrefix}${groupId}` : implicitFinalizer;
}

/** Whether the group got its name from an annotation, so that it may have several members. */
export function isNamed(groupId: string): boolean {
  return !groupId.includes('/');
}

/** The groups that still hold the Ingress. */
export function heldBy({ metadata }: Ingress): readonly string[] {
  return (metadata.finalizers ?? []).flatMap((finalizer) => {
    if (finalizer === implicitFinalizer) return [`${metadata.namespace ?? ''}/${metadata.name}`];
    return finalizer.startsWith(explicitPrefix) ? [finalizer.slice(explicitPrefix.length)] : [];
  });
}

/** The group as the cluster has it now, its members by `group.order`, then by name. Throws BuildError. */
export function loadGroup(api: Api, id: string): Group {
  const all = api.list('ingresses');
  const members = all.filter((ingress) => groupIdOf(api, ingress) === id);
  const inactive = all.filter((ingress) => heldBy(ingress).includes(id) && !members.includes(ingress));
  const ordered = members.map((ingress) => ({ ingress, order: orderOf(ingress), name: fullName(ingress) }));
  ordered.sort((one, other) => one.order - other.order || (one.name < other.name ? -1 : 1));
  return { id, members: ordered.map(({ ingress }) => ingress), inactive };
}

/** `namespace/name`. */
export function fullName({ metadata }: Ingress): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** The annotation counts for more than the class; a class that does not exist is nobody's. */
function isManaged(api: Api, { metadata, spec }: Ingress): boolean {
  const annotated = metadata.annotations?.[classAnnotation];
  if (annotated !== undefined) return annotated === defaultIngressClass;
  const name = spec?.ingressClassName;
  if (name === undefined) return false;
  return api.get('ingressclasses', { namespace: '', name })?.spec?.controller === ingressClassController;
}

function orderOf(ingress: Ingress): number {
  const order = annotationsOf(ingress.metadata.annotations).wholeNumber('group.order') ?? 0;
  if (Math.abs(order) <= mostOrder) return order;
  const range = `[-${mostOrder}:${mostOrder}]`;
  throw new BuildError(
    `explicit Ingress group order must be within ${range}, Ingress: ${fullName(ingress)}, order: ${order}`,
  );
}
