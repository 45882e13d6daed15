import type { Mutation } from './mutation.ts';
import { approvals } from './mutations-of-approvals.ts';
import { backward, forward, lock } from './mutations-of-effects.ts';
import { pushes, recovery } from './mutations-of-endings.ts';
import { strategies } from './mutations-of-strategies.ts';

/** Every rule that the sources can lose, each with the trouble that shows it. */
export const mutations: readonly Mutation[] = [
  ...lock,
  ...forward,
  ...backward,
  ...recovery,
  ...pushes,
  ...strategies,
  ...approvals,
];
