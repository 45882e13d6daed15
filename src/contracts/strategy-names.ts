/** How a version can be released. What each does is in `src/domain/strategies.ts`. */
export const strategyNames = ['rolling', 'blue-green', 'canary', 'ab-test', 'recreate', 'flag'] as const;
export type StrategyName = (typeof strategyNames)[number];
