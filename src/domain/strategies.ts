/** How a version can be released: a strategy is what it needs of a policy, and a plan. The state machine knows only steps. */
import type { Step } from '../contracts/plan.ts';
import type { Policy } from '../contracts/policy.ts';
import type { StrategyName } from '../contracts/strategy-names.ts';
import {
  allFlips,
  attachAtZero,
  type Blueprint,
  bringUp,
  cohortSplit,
  exposure,
  finalBake,
  gate,
  gateInPlace,
  replaceInPlace,
  retire,
  widenSchema,
} from './plan-parts.ts';

export interface Strategy {
  /** `beside`: the new version gets an environment of its own. `inPlace`: it takes the place of the old one, or nothing is deployed. */
  readonly place: 'beside' | 'inPlace';
  /** Why a policy can't be released so, with the fix; null when it can. */
  needs(policy: Policy): string | null;
  plan(blueprint: Blueprint): readonly Step[];
}

const nothing = (): null => null;

const twoEnvironments = ({ workload }: Policy): string | null =>
  workload.namespaces.green === undefined
    ? 'it needs a second environment: name green in workload.namespaces and traffic.targetGroups'
    : null;

const aCohort = (policy: Policy): string | null =>
  policy.traffic.cohort === undefined
    ? 'it needs traffic.cohort: who takes part'
    : (ownRule(policy) ?? twoEnvironments(policy));

const ownRule = ({ traffic }: Policy): string | null =>
  traffic.ingress === undefined
    ? null
    : 'it needs traffic.listenerRule: what it sets at the load balancer, a controller behind an Ingress would take back';

const aFlagToRaise = ({ flags }: Policy): string | null =>
  (flags?.raise.length ?? 0) > 0 ? null : 'it needs flags.raise: the flags that may be raised by steps';

/** The deployment is updated where it is, pod by pod. */
const rolling: Strategy = {
  place: 'inPlace',
  needs: nothing,
  plan: (blueprint) => [
    ...gateInPlace(blueprint),
    ...widenSchema(blueprint),
    ...replaceInPlace(blueprint),
    ...allFlips(blueprint),
    ...finalBake(blueprint),
    retire('nobody'),
  ],
};

/** The new version comes up whole beside the old one; users move by steps. */
const blueGreen: Strategy = {
  place: 'beside',
  needs: twoEnvironments,
  plan: (blueprint) => [
    ...attachAtZero(blueprint),
    ...bringUp(blueprint, 100),
    ...exposure(blueprint, () => 100),
    retire(blueprint),
  ],
};

/** Like blue-green, with as many pods as the share of users needs. */
const canary: Strategy = {
  place: 'beside',
  needs: twoEnvironments,
  plan: (blueprint) => {
    const first = blueprint.urgent ? 100 : (blueprint.policy.traffic.steps[0]?.weight ?? 100);
    return [
      ...attachAtZero(blueprint),
      ...bringUp(blueprint, first),
      ...exposure(blueprint, (weight) => weight),
      retire(blueprint),
    ];
  },
};

/** A cohort gets the new version for a while; then everybody does, or nobody. */
const abTest: Strategy = {
  place: 'beside',
  needs: aCohort,
  plan: (blueprint) => {
    const { cohort } = blueprint.policy.traffic;
    if (cohort === undefined || blueprint.urgent) return blueGreen.plan(blueprint);
    const trial: readonly Step[] = [
      ...attachAtZero(blueprint),
      ...bringUp(blueprint, 100),
      cohortSplit(100),
      { kind: 'bake', weight: 0, bakeSeconds: cohort.for, audience: 'cohort' },
    ];
    const { cohort: moved, ...site } = blueprint.site;
    return cohort.ends === 'promote'
      ? [...trial, ...exposure({ ...blueprint, site }, () => 100), retire(blueprint)]
      : [...trial, cohortSplit(0), retire(blueprint, 'candidate')];
  },
};

/** For what can't run twice: users get a maintenance answer while the old version stops and the new one starts. */
const recreate: Strategy = {
  place: 'inPlace',
  needs: ownRule,
  plan: (blueprint) => {
    const { drain, retryAfter, stopWithin } = blueprint.policy.traffic.maintenance;
    return [
      ...attachAtZero(blueprint),
      ...gateInPlace(blueprint),
      ...widenSchema(blueprint),
      { kind: 'stop', retryAfterSeconds: retryAfter, drainSeconds: drain, withinSeconds: stopWithin },
      ...replaceInPlace(blueprint),
      { kind: 'shift', weight: 100 },
      ...allFlips(blueprint),
      ...finalBake(blueprint),
      retire('nobody'),
    ];
  },
};

const raised = (blueprint: Blueprint, raise: NonNullable<Blueprint['raise']>): readonly Step[] =>
  blueprint.policy.traffic.steps.flatMap(({ weight, bake }, i, steps): readonly Step[] => [
    ...gate(blueprint, steps[i - 1]?.weight ?? 0, weight),
    ...allFlips({ ...blueprint, flags: raise(weight) }),
    { kind: 'bake', weight, bakeSeconds: bake },
  ]);

/** No deployment: a flag is raised by steps, and judged as a version is; or it goes back in one step. */
const flag: Strategy = {
  place: 'inPlace',
  needs: aFlagToRaise,
  plan: (blueprint) => [
    ...(blueprint.raise === undefined ? allFlips(blueprint) : raised(blueprint, blueprint.raise)),
    retire('nobody'),
  ],
};

export const strategies: Readonly<Record<StrategyName, Strategy>> = {
  rolling,
  'blue-green': blueGreen,
  canary,
  'ab-test': abTest,
  recreate,
  flag,
};

/** Why a policy can't be released by a strategy, with the fix; null when it can. */
export const whyImpossible = (policy: Policy, name: StrategyName): string | null => {
  const missing = strategies[name].needs(policy);
  return missing === null ? null : `${policy.service} can't be released by ${name}: ${missing}`;
};
