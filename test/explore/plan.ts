import type { Exploration } from './explore.ts';
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

const partOf = (name: string, bound: Bound, maxStates: number, secondPush: Exploration['secondPush']): Part => ({
  name,
  exploration: { bound, secondPush, weights: [50, 100], maxStates },
});

/** Together: every pair of troubles while a newer push supersedes, and every push with one trouble under the other two policies. */
export const partsOf = (maxStates: number): readonly Part[] => [
  partOf(
    'a failure and a happening',
    [
      { most: 1, kinds: failures },
      { most: 1, kinds: happenings },
    ],
    maxStates,
    'supersede',
  ),
  partOf('two happenings', [{ most: 2, kinds: happenings }], maxStates, 'supersede'),
  partOf('two failures', [{ most: 2, kinds: failures }], maxStates, 'supersede'),
  ...(['queue', 'refuse'] as const).map((secondPush) =>
    partOf(
      `a second push that must ${secondPush === 'queue' ? 'wait' : 'be refused'}, and one more trouble`,
      [
        { most: 1, kinds: ['push'] },
        { most: 1, kinds: besides('push') },
      ],
      maxStates,
      secondPush,
    ),
  ),
];

/** All of these troubles together, each at most once. */
export const partWith = (kinds: readonly Trouble[], maxStates: number): Part =>
  partOf(kinds.join(', '), [{ most: kinds.length, kinds }], maxStates, 'supersede');

/** All users in one step: short enough that every rule is shown within a minute. */
export const explorationOf = ({ bound, strikes, slowFunctions }: Mutation, maxStates: number): Exploration => ({
  ...{ bound, secondPush: 'supersede', weights: [100], maxStates },
  ...(strikes === undefined ? {} : { strikes }),
  ...(slowFunctions === undefined ? {} : { slowFunctions }),
});
