/** What plans are made of. Strategies put these together; a part knows no strategy. */
import type { FlagChange, FlagHome, Step, StepOf } from '../contracts/plan.ts';
import type { Policy } from '../contracts/policy.ts';
import type { Capacity } from '../contracts/release.ts';
import type { Site } from '../contracts/site.ts';

/** Flags that change, each at its weight. */
export interface PlannedFlags {
  readonly home: FlagHome;
  readonly changes: readonly (FlagChange & { readonly at: number })[];
}

/** What a plan is made of: the policy, where it happens, what runs there, and which flags change at which weight. */
export interface Blueprint {
  readonly policy: Policy;
  readonly site: Site;
  readonly capacity: Capacity;
  readonly flags: PlannedFlags | null;
  /** Of a flag release: the flag with so many percent. */
  readonly raise?: (percent: number) => PlannedFlags;
  /** A fallback or a hotfix: everybody in one step as soon as it is ready, without bake. */
  readonly urgent: boolean;
  /** A fallback goes back to a version whose schema is there. */
  readonly fallback?: boolean;
}

const flip = ({ flags }: Blueprint, wanted: (at: number) => boolean): readonly Step[] => {
  const changes = (flags?.changes ?? []).filter(({ at }) => wanted(at)).map(({ at, ...change }) => change);
  return flags !== null && changes.length > 0 ? [{ kind: 'flip', home: flags.home, changes }] : [];
};

/** All flags at once. */
export const allFlips = (blueprint: Blueprint): readonly Step[] => flip(blueprint, () => true);

/** The weights of the A/B rule. */
export const cohortSplit = (weight: number): Step => ({ kind: 'shift', weight, audience: 'cohort' });

/** A rule for a cohort leads to the same two environments: its users too must have left one before it goes. */
const cohortToo = ({ site }: Blueprint, weight: number): readonly Step[] =>
  site.cohort === undefined ? [] : [cohortSplit(weight)];

/** The release's first write is the very action of its rollback; it also attaches the candidate, so that its targets can get healthy. */
export const attachAtZero = (blueprint: Blueprint): readonly Step[] => [
  { kind: 'shift', weight: 0 },
  ...cohortToo(blueprint, 0),
];

type PolicyGates = NonNullable<Policy['gates']>;

const waitsForTime = ({ windows, freezes, holidays }: PolicyGates): boolean =>
  windows.length + freezes.length > 0 || holidays !== undefined;

const gateStep = (weight: number, before: number, approval?: PolicyGates['approvals'][number]): readonly Step[] => [
  { kind: 'gate', weight, before, ...(approval === undefined ? {} : { approveWithinSeconds: approval.within }) },
];

/** Between two weights, where the policy has something to wait for. What is urgent waits for nothing. */
export const gate = ({ policy: { gates }, urgent }: Blueprint, weight: number, before: number): readonly Step[] => {
  if (gates === undefined || urgent) return [];
  const approval = gates.approvals.find((one) => one.before === before);
  const waits = approval !== undefined || waitsForTime(gates) || gates.incidents.length > 0;
  return waits ? gateStep(weight, before, approval) : [];
};

/** Before anything is deployed. Admission has waited for the calendar: only a person is asked here. */
const gateBeforeDeploy = ({ policy: { gates }, urgent }: Blueprint): readonly Step[] => {
  const approval = gates?.approvals.find(({ before }) => before === 0);
  return approval === undefined || urgent ? [] : gateStep(0, 0, approval);
};

/** In place users get the new version with its deployment: whoever must agree to any weight must agree to that. */
export const gateInPlace = ({ policy: { gates }, urgent }: Blueprint): readonly Step[] => {
  const approval = gates?.approvals[0];
  return approval === undefined || urgent ? [] : gateStep(0, 0, approval);
};

/** While an incident lasts, the old version is not taken away. */
const gateBeforeRetirement = ({ policy: { gates } }: Blueprint): readonly Step[] =>
  (gates?.incidents.length ?? 0) > 0 ? gateStep(100, 100) : [];

const smoke = ({ policy, urgent }: Blueprint): readonly Step[] => {
  const checks = policy.smoke.map(({ contains, ...check }) =>
    contains === undefined ? check : { ...check, contains },
  );
  return checks.length > 0 && !urgent ? [{ kind: 'smoke', checks }] : [];
};

/** The schema is widened while nobody is on the new version; a fallback never waits for a database. */
export const widenSchema = ({ policy: { migrations }, fallback = false }: Blueprint): readonly Step[] =>
  migrations === undefined || fallback ? [] : [{ kind: 'migrate', database: migrations.database }];

/** A candidate beside stable, with `share` percent of stable's pods. */
export const bringUp = (blueprint: Blueprint, share: number): readonly Step[] => [
  ...gateBeforeDeploy(blueprint),
  ...widenSchema(blueprint),
  share === 100 ? { kind: 'deploy' } : { kind: 'deploy', share },
  { kind: 'awaitReady', withinSeconds: blueprint.policy.readiness.within },
  ...smoke(blueprint),
];

/** The new version in the place of the old one, at worst one pod after another. */
export const replaceInPlace = (blueprint: Blueprint): readonly Step[] => [
  { kind: 'deploy', inPlace: true },
  {
    kind: 'awaitReady',
    withinSeconds: blueprint.policy.readiness.within * Math.max(1, blueprint.capacity.replicas),
  },
  ...smoke(blueprint),
];

const everybody = (blueprint: Blueprint): readonly Step[] => [
  { kind: 'shift', weight: 100 },
  ...cohortToo(blueprint, 100),
];

/**
 * Users move by the policy's steps, a cohort with the last of them; before each, the candidate gets the pods that `shareAt` this
 * weight asks for.
 */
export const exposure = (blueprint: Blueprint, shareAt: (weight: number) => number): readonly Step[] => {
  const { policy, urgent } = blueprint;
  const grow = (weight: number): Step => ({
    kind: 'scale',
    share: shareAt(weight),
    withinSeconds: policy.readiness.within,
  });
  if (urgent) return [...everybody(blueprint), ...allFlips(blueprint)];
  const { steps } = policy.traffic;
  const moves = steps.flatMap(({ weight, bake }, i): readonly Step[] => [
    ...gate(blueprint, steps[i - 1]?.weight ?? 0, weight),
    grow(weight),
    ...(weight === 100 ? everybody(blueprint) : [{ kind: 'shift', weight } as const]),
    ...flip(blueprint, (at) => at === weight),
    { kind: 'bake', weight, bakeSeconds: bake },
  ]);
  return [...moves, ...gateBeforeRetirement(blueprint)];
};

/** One bake with everybody on the new version. */
export const finalBake = ({ policy, urgent }: Blueprint): readonly Step[] => {
  const last = policy.traffic.steps.at(-1);
  return urgent || last === undefined ? [] : [{ kind: 'bake', weight: last.weight, bakeSeconds: last.bake }];
};

/** The last step of every plan. In place nobody is left to retire. */
export function retire(nobody: 'nobody'): StepOf<'retire'>;
export function retire(blueprint: Blueprint, side?: 'candidate'): StepOf<'retire'>;
export function retire(of: Blueprint | 'nobody', side?: 'candidate'): StepOf<'retire'> {
  if (of === 'nobody') return { kind: 'retire', drainSeconds: 0, side: of };
  const drainSeconds = of.policy.traffic.drain;
  return side === undefined ? { kind: 'retire', drainSeconds } : { kind: 'retire', drainSeconds, side };
}
