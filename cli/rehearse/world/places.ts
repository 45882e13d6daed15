import type { Policy } from '../../../src/contracts/policy.ts';
import { deploymentOf, isSlotted } from '../../../src/domain/site.ts';
import { type Color, colorsIn } from './balancer.ts';

/** Where one color of a service lives: a namespace, and a deployment in it. */
export interface PlaceOfColor {
  readonly color: Color;
  readonly namespace: string;
  readonly deployment: string;
  /** Blue and green share the namespace, and are told apart by a label. */
  readonly isSlot: boolean;
}

/** The places of a policy, blue first. */
export function placesOf(policy: Policy): readonly PlaceOfColor[] {
  return colorsIn(policy.workload.namespaces).map((color) => ({
    color,
    namespace: policy.workload.namespaces[color] ?? policy.workload.namespaces.blue,
    deployment: deploymentOf(policy, color),
    isSlot: isSlotted(policy),
  }));
}

/** The place of one color; undefined where versions are replaced in place. */
export function placeOf(policy: Policy, color: Color): PlaceOfColor | undefined {
  return placesOf(policy).find((place) => place.color === color);
}

/** True for pods of this place, by their names: those of a deployment begin with its own. */
export function isOfPlace({ deployment }: PlaceOfColor, podName: string): boolean {
  return podName.startsWith(`${deployment}-`);
}
