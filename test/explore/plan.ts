import type { StrategyName } from '../../src/contracts/strategy-names.ts';
import type { Exploration } from './explore.ts';
import type { Setting } from './facts.ts';
import type { Mutation } from './mutation.ts';
import { type Bound, type Trouble, troubleKinds } from './troubles.ts';

/** What functions, calls and operators of AWS do; everything else is what people, alarms and events do. */
const failures: readonly Trouble[] = ['stop', 'redrive', 'crash', 'lost', 'throttle', 'stray'];
const happenings = troubleKinds.filter((kind) => !failures.includes(kind));
const besides = (kind: Trouble): readonly Trouble[] => troubleKinds.filter((other) => other !== kind);

/** One exploration of the default run, in words. */
export interface Part {
  readonly name: string;
  readonly exploration: Exploration;
}

const partOf = (name: string, bound: Bound, setting: Setting, maxStates: number): Part => ({
  name,
  exploration: { bound, setting, maxStates },
});

const blueGreen: Setting = { strategy: 'blue-green', secondPush: 'supersede', weights: [50, 100] };

/** Every strategy with as many steps as show what is its own. */
const others: readonly Setting[] = [
  { strategy: 'rolling', secondPush: 'supersede', weights: [100] },
  { strategy: 'recreate', secondPush: 'supersede', weights: [100] },
  { strategy: 'canary', secondPush: 'supersede', weights: [100] },
  { strategy: 'ab-test', ends: 'promote', secondPush: 'supersede', weights: [100] },
  { strategy: 'ab-test', ends: 'withdraw', secondPush: 'supersede', weights: [100] },
  { strategy: 'flag', secondPush: 'supersede', weights: [50, 100] },
];

/** A person must say yes before users move. */
const withApproval: Setting = { ...blueGreen, approval: true, weights: [100] };

const wordsFor = ({ strategy, ends, approval }: Setting): string => {
  if (approval !== undefined) return `${strategy} (with approval)`;
  return ends === undefined ? strategy : `${strategy} (${ends})`;
};

/** The functions that only this strategy has, or in which it is the most different: what fails in them while an alarm fires. */
const own: Readonly<Partial<Record<StrategyName, readonly string[]>>> = {
  rolling: ['DeployVersion', 'RestoreAtOnce'],
  recreate: ['StopVersion', 'RestoreAtOnce'],
  canary: ['ShiftTraffic', 'RestoreWorkload'],
  flag: ['FlipFlags', 'ConcludeRelease'],
};

const anAlarmAndAFailure: Bound = [
  { most: 1, kinds: ['alarm'] },
  { most: 1, kinds: ['crash', 'lost', 'throttle', 'stray', 'reject', 'silence'] },
];

const anyOne: Bound = [{ most: 1, kinds: troubleKinds }];

const aFailureAndAHappening: Bound = [
  { most: 1, kinds: failures },
  { most: 1, kinds: happenings },
];

const onePush: Bound = [
  { most: 1, kinds: ['push'] },
  { most: 1, kinds: besides('push') },
];

/** Blue-green: every pair of troubles while a newer push supersedes, and every push with one trouble under the other two policies. */
const partsOfBlueGreen = (maxStates: number): readonly Part[] => [
  partOf('blue-green, a failure and a happening', aFailureAndAHappening, blueGreen, maxStates),
  partOf('blue-green, two happenings', [{ most: 2, kinds: happenings }], blueGreen, maxStates),
  partOf('blue-green, two failures', [{ most: 2, kinds: failures }], blueGreen, maxStates),
  ...(['queue', 'refuse'] as const).map((secondPush) =>
    partOf(
      `blue-green, a second push that must ${secondPush === 'queue' ? 'wait' : 'be refused'}, and one more trouble`,
      onePush,
      { ...blueGreen, secondPush },
      maxStates,
    ),
  ),
];

const strikesOf = ({ strategy, approval }: Setting): readonly string[] | undefined =>
  approval === undefined ? own[strategy] : ['AwaitApproval', 'AnswerApproval'];

const partsOfOther = (setting: Setting, maxStates: number): readonly Part[] => {
  const words = wordsFor(setting);
  const strikes = strikesOf(setting);
  const failing = partOf(`${words}, an alarm and a failure of what is its own`, anAlarmAndAFailure, setting, maxStates);
  return [
    partOf(`${words}, any one trouble`, anyOne, setting, maxStates),
    ...(strikes === undefined ? [] : [{ ...failing, exploration: { ...failing.exploration, strikes } }]),
  ];
};

/** The default run: what all strategies share is explored by blue-green, then what is their own. */
export const partsOf = (maxStates: number): readonly Part[] => [
  ...partsOfBlueGreen(maxStates),
  ...[...others, withApproval].flatMap((setting) => partsOfOther(setting, maxStates)),
];

/** A larger bound of one strategy. */
export const partsOfStrategy = (strategy: StrategyName, maxStates: number): readonly Part[] =>
  strategy === 'blue-green'
    ? partsOfBlueGreen(maxStates)
    : others
        .filter((setting) => setting.strategy === strategy)
        .map((setting) =>
          partOf(`${wordsFor(setting)}, a failure and a happening`, aFailureAndAHappening, setting, maxStates),
        );

/** All of these troubles together, each at most once. */
export const partWith = (kinds: readonly Trouble[], maxStates: number, strategy?: StrategyName): Part => {
  const setting = others.find((other) => other.strategy === strategy) ?? blueGreen;
  return partOf(`${wordsFor(setting)}, ${kinds.join(', ')}`, [{ most: kinds.length, kinds }], setting, maxStates);
};

/** All users in one step: short enough that every rule is shown within a minute. */
export const explorationOf = (
  { bound, strikes, slowFunctions, setting }: Mutation,
  maxStates: number,
): Exploration => ({
  ...{ bound, setting: { ...blueGreen, weights: [100], ...setting }, maxStates },
  ...(strikes === undefined ? {} : { strikes }),
  ...(slowFunctions === undefined ? {} : { slowFunctions }),
});
