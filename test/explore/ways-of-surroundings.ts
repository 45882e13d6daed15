import { rule } from '../support/release-facts.ts';
import type { Ways } from './ways.ts';
import { settledPods, type World } from './world.ts';

const kubernetes = (ways: Ways, { environments }: World): void => {
  const { blue } = environments;
  if (blue === null || blue.pods.join() === settledPods(blue).join()) return;
  ways.add(
    () => 'Kubernetes ends the pods that are not wanted',
    (draft) =>
      ways.actors.change(draft, 'kubernetes', (world) => ({
        ...world,
        environments: { ...world.environments, blue: { ...blue, pods: settledPods(blue) } },
      })),
  );
};

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** It reads the Ingress at some time, and writes what it has read at some time later, whatever was written meanwhile. */
const controller = (ways: Ways, { annotation, controllerHas, rules }: World): void => {
  if (annotation === undefined) return;
  if (controllerHas !== undefined)
    ways.add(
      () => 'the load balancer controller writes what it has read',
      (draft) =>
        ways.actors.change(draft, 'controller writes', ({ controllerHas: read, ...world }) => ({
          ...world,
          rules: { ...world.rules, [rule]: { weights: controllerHas } },
        })),
    );
  else if (!isSame(annotation, rules[rule]?.weights))
    ways.add(
      () => 'the load balancer controller reads the Ingress',
      (draft) => ways.actors.change(draft, 'controller reads', (world) => ({ ...world, controllerHas: annotation })),
    );
};

/** What Kubernetes and the controller do with what they were told, at any time later. */
export const surroundings = (ways: Ways): void => {
  const world = ways.actors.worldOf(ways.from);
  kubernetes(ways, world);
  controller(ways, world);
};
