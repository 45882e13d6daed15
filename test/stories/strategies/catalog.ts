import { strategyNames } from '../../../src/contracts/strategy-names.ts';

/** One story of one strategy's rehearsal. */
export interface StoryName {
  readonly strategy: string;
  readonly story: string;
}

/** What every strategy is tried with; for what each means there, see its rehearsal.yml. */
export const cases = ['good', 'bad-at-readiness', 'bad-under-load', 'node-lost'] as const;

/** Every strategy with every case. */
export const catalog: readonly StoryName[] = strategyNames.flatMap((strategy) =>
  cases.map((story) => ({ strategy, story })),
);

export const folderOf = ({ strategy }: StoryName): string => `examples/strategies/${strategy}`;

/** `rolling/good`, as `--only` takes a part of it. */
export const titleOf = ({ strategy, story }: StoryName): string => `${strategy}/${story}`;
