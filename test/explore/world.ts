import type { FlagValue } from '../../src/contracts/plan.ts';
import type { Outcome, ReleaseRecord } from '../../src/contracts/release.ts';
import { blue, digestOf, green, rule } from '../support/release-facts.ts';
import { cohortRule, colorOf, flagsBefore, type Setting } from './facts.ts';
import type { Shared } from './rules.ts';

/** A listener rule; `closed`: it gives everybody the maintenance answer. */
export interface Rule {
  readonly weights: Readonly<Record<string, number>>;
  readonly closed?: boolean;
}

/** What a deployment is to run, what does run in it, and which release wrote it last. */
export interface Deployed {
  readonly digest: string;
  readonly replicas: number;
  /** The versions whose pods are there: two while one takes the place of the other. */
  readonly pods: readonly string[];
  readonly epoch: number;
  /** Whether its autoscaler has our floor instead of its own. */
  readonly pinned?: boolean;
  /** The release whose way back went this way, and after which nothing of it is written here. */
  readonly undone?: number;
}

export interface Ended {
  readonly outcome: Outcome;
  /** Whether users must be on the new version: it was released, or quarantined after the point of no return. */
  readonly moved: boolean;
  readonly inPlace: boolean;
  readonly digest: string;
  /** Whether it went ahead of everything: a fallback goes back in versions. */
  readonly urgent: boolean;
  /** What its plan gives the flags. */
  readonly flags: Readonly<Record<string, FlagValue>>;
}

/** All that is shared: the ledger's item, the load balancer's rules, the environments, the flags, the executions. */
export interface World extends Shared {
  readonly record: ReleaseRecord | null;
  readonly rules: Readonly<Record<string, Rule>>;
  /** Where an Ingress sets the weights: what it says, and what its controller has read of it and will write. */
  readonly annotation?: Rule['weights'];
  readonly controllerHas?: Rule['weights'];
  /** Whether a way back set the Ingress, and long enough ago that no controller still writes what it read before. */
  readonly back?: 'fresh' | 'old';
  /** Whether a function that was late has taken the maintenance answer away after the abort. */
  readonly reopened?: boolean;
  readonly environments: Readonly<Record<'blue' | 'green', Deployed | null>>;
  readonly flags: Readonly<Record<string, FlagValue>>;
  /** Digests, or flags, whose users see errors: the alarm fires while they have any. */
  readonly bad: readonly string[];
  /** What only the checks read: how releases ended, which aborts were due, what a person set. */
  readonly ended: Readonly<Record<string, Ended>>;
  readonly mustGoBack: readonly number[];
  readonly mustFallBack: readonly number[];
  readonly personal: Readonly<Record<string, FlagValue>>;
  /** What waited, until somebody who is not newer of its rank took its place. */
  readonly forgotten?: string;
}

/** `undefined` values are dropped when worlds are compared. */
export const worldAtFirst = ({ strategy }: Setting): World => {
  const weights = { [blue]: 100 };
  return {
    record: null,
    rules: { [rule]: { weights }, ...(strategy === 'ab-test' ? { [cohortRule]: { weights } } : {}) },
    ...(strategy === 'canary' ? { annotation: weights } : {}),
    environments: {
      blue: { digest: digestOf('a'), replicas: 3, pods: [digestOf('a')], epoch: 0 },
      green: null,
    },
    flags: flagsBefore,
    executions: {},
    bad: [],
    ended: {},
    mustGoBack: [],
    mustFallBack: [],
    personal: {},
  };
};

/** Weights as they are compared: who has none is not in it. */
export const positive = (weights: Rule['weights']): Rule['weights'] =>
  Object.fromEntries(
    [blue, green].flatMap((group) => ((weights[group] ?? 0) > 0 ? [[group, weights[group] ?? 0]] : [])),
  );

/** Instants are logical: release n is admitted at tick 2n, alarms of its time fire at 2n + 1. A release takes an hour. */
export const instantOf = (tick: number, seconds = 0): string =>
  new Date(Date.UTC(2026, 10, 23, Math.floor(tick / 2), tick % 2, seconds)).toISOString();

/** Who has users now, with their share, rule by rule. */
export const sharesOf = ({ rules }: World): readonly { readonly color: 'blue' | 'green'; readonly weight: number }[] =>
  Object.values(rules).flatMap(({ weights }) =>
    Object.entries(weights).flatMap(([group, weight]) => {
      const color = colorOf[group];
      return weight > 0 && color !== undefined ? [{ color, weight }] : [];
    }),
  );

export const alarmFires = (world: World): boolean =>
  world.bad.some((key) => world.flags[key]?.['enabled'] === true) ||
  sharesOf(world).some(({ color }) => world.environments[color]?.pods.some((digest) => world.bad.includes(digest)));

/** Pods as they will be once Kubernetes has done what it was told. */
export const settledPods = ({ digest, replicas }: Deployed): readonly string[] => (replicas > 0 ? [digest] : []);

const isRolledOut = (deployed: Deployed | null): boolean =>
  deployed === null || deployed.pods.join() === settledPods(deployed).join();

/** Whether Kubernetes and the load balancer controller have done all that they were told. */
export const isCaughtUp = ({ environments, annotation, controllerHas, rules }: World): boolean =>
  isRolledOut(environments.blue) &&
  (annotation === undefined || JSON.stringify(annotation) === JSON.stringify(rules[rule]?.weights)) &&
  controllerHas === undefined;
